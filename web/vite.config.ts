import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// `npm run build:web` builds, `npm run dev:web` serves the sources beside a running server (API_URL, else port 3000).
const api = process.env['API_URL'] ?? 'http://127.0.0.1:3000';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    target: 'es2023',
    outDir: 'dist',
    // Data URLs would need an exception in the Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
  },
  server: {
    // The server signs demo people in only where Host and Origin are its own.
    proxy: Object.fromEntries(
      ['/api', '/dashboard'].map((path) => [path, { target: api, changeOrigin: true, headers: { origin: api } }]),
    ),
  },
});
