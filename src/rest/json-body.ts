import { errorCodes, type FastifyInstance } from 'fastify';
import { VisitaError } from '../errors.ts';

/**
 * Reads JSON bodies and nothing else; one in a content coding (gzip) is refused as another type is. A body that is not
 * UTF-8 is refused rather than mended, and an empty one counts as none. With DELETE a body means nothing (RFC 9110, section 9.3.5), whatever its type, and is not read.
 */
export function registerJsonBody(app: FastifyInstance): void {
  // `__proto__` and `constructor` are fields that nobody knows, as others are, and refused as they are.
  const parseJson = app.getDefaultJsonParser('ignore', 'ignore');
  app.removeAllContentTypeParsers();
  app.addHttpMethod('DELETE', { hasBody: false, overrideExisting: true });
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (body.length === 0) {
      done(null, undefined);
      return;
    }
    const coding = request.headers['content-encoding'] ?? 'identity';
    if (coding.toLowerCase() !== 'identity') {
      done(new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE(), undefined);
      return;
    }
    let text: string;
    try {
      text = new TextDecoder('utf-8', { fatal: true }).decode(typeof body === 'string' ? Buffer.from(body) : body);
    } catch (error) {
      done(new VisitaError('invalid_argument', 'the body is not UTF-8', { cause: error }), undefined);
      return;
    }
    void parseJson(request, text, (error, value) => {
      done(error === null ? null : new VisitaError('invalid_argument', 'the body is not JSON', { cause: error }), value);
    });
  });
}
