# syntax=docker/dockerfile:1
# One image for every role: docker run visita serve | work | migrate. Settings are environment variables (README.md).

# What is built, with the development packages: the dashboard.
FROM node:26-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY scripts ./scripts
# The dashboard's sources come after, so that a change to them does not install everything anew.
RUN npm ci --ignore-scripts --no-audit --no-fund
# web/tsconfig.json rests on it.
COPY tsconfig.json ./
COPY openapi ./openapi
COPY src ./src
COPY web ./web
RUN node scripts/build-web.ts

# What runs, with nothing that does not: no embedded PostgreSQL, no second Node (both are optional packages), no tests.
FROM node:26-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM node:26-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 MALLOC_ARENA_MAX=2
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY package.json ./
COPY db ./db
COPY openapi ./openapi
COPY src ./src
COPY --from=build /app/web/dist ./web/dist
# Owned by root: the process can read what it runs, not change it.
USER node
EXPOSE 3000
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# The flags of `npm start`: docs/performance.md says what they are for.
ENTRYPOINT ["node", "--heap-growing-percent=30", "--no-maglev", "--max-semi-space-size=6", "src/main.ts"]
CMD ["serve"]
