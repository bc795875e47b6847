import { useNavigate } from 'react-router';
import { useSession } from './context.tsx';

/** Signs out, and leaves the page for the first one: whoever signs in next may be somebody to whom this page is nothing. */
export function useSignOut(): () => void {
  const session = useSession();
  const navigate = useNavigate();
  return () => {
    void navigate('/');
    void session.signOut();
  };
}
