import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react';
import { Navigate, useLocation, useNavigate } from 'react-router';
import { followChanges, type LiveStatus } from './api/live.ts';
import { CallerContext, useMe } from './session/caller.tsx';
import { useSession, useSignedIn } from './session/context.tsx';
import { takePlace } from './session/return-to.ts';
import { LiveStatusContext } from './shell/live-status.tsx';
import { LoadingRows } from './shell/page.tsx';
import { ProblemNotice } from './shell/problem-notice.tsx';
import { Shell } from './shell/shell.tsx';

// Each kind of reader loads their own pages alone: the calendar is for agents.
const ApplicantPages = lazy(() => import('./applicant/pages.tsx').then((module) => ({ default: module.ApplicantPages })));
const AgentPages = lazy(() => import('./agent/pages.tsx').then((module) => ({ default: module.AgentPages })));
const SignInPage = lazy(() => import('./sign-in/sign-in-page.tsx').then((module) => ({ default: module.SignInPage })));

/** The dashboard: signing in, then the pages of an agent or of an applicant. */
export function App() {
  const signedIn = useSignedIn();
  return (
    <Suspense fallback={<Shell>{<LoadingRows rows={4} />}</Shell>}>
      {signedIn === null ? <SignInPage /> : <SignedInPages key={signedIn.email} />}
    </Suspense>
  );
}

function SignedInPages() {
  const session = useSession();
  const queries = useQueryClient();
  const { data: me, error, refetch } = useMe();
  const isSignIn = useLocation().pathname === '/sign-in';
  const navigate = useNavigate();
  useEffect(() => {
    const place = takePlace();
    if (place !== null) {
      void navigate(place, { replace: true });
    }
  }, [navigate]);
  // What one person read is nobody else's to see.
  useEffect(() => () => queries.clear(), [queries]);
  if (me === undefined) {
    const account = { name: session.current()?.email ?? '', email: '', signOut: () => void session.signOut() };
    return (
      <Shell account={account}>{error === null ? <LoadingRows rows={4} /> : <ProblemNotice error={error} onRetry={() => void refetch()} />}</Shell>
    );
  }
  return (
    <CallerContext value={me}>
      <Live>{isSignIn ? <Navigate to="/" replace /> : me.role === 'agent' ? <AgentPages /> : <ApplicantPages />}</Live>
    </CallerContext>
  );
}

function Live({ children }: { readonly children: ReactNode }) {
  const source = useSession();
  const queries = useQueryClient();
  const [status, onStatus] = useState<LiveStatus>('connecting');
  useEffect(() => {
    const end = new AbortController();
    void followChanges({ source, queries, onStatus, signal: end.signal });
    return () => end.abort();
  }, [source, queries]);
  return <LiveStatusContext value={status}>{children}</LiveStatusContext>;
}
