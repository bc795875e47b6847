/**
 * What is used of node:http. An `import` of it reads all that it exports, and one of those brings an HTTP client that nobody uses here (undici):
 * 50 ms of a start, and some ten megabytes.
 */
export const { createServer, IncomingMessage, ServerResponse, STATUS_CODES } = process.getBuiltinModule('node:http');
