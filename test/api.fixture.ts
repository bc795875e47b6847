import type { components } from '../src/rest/contract.gen.ts';
import { checkAnswer } from './contract.fixture.ts';
import { untilRead } from './unread.fixture.ts';

type Schemas = components['schemas'];

/** An answer whose body was checked against the contract, so that it is what the operation says, or a problem. */
export interface ApiAnswer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body & Partial<Schemas['Problem']>;
}

type Query = Record<string, string | number>;

/** Calls the API over HTTP as a client would. The typed calls trust the check against the contract. */
export class ApiClient {
  readonly url: string;
  readonly token: string | null;

  constructor(url: string, token: string | null) {
    this.url = url;
    this.token = token;
  }

  withToken(token: string): ApiClient {
    return new ApiClient(this.url, token);
  }

  getMe(): Promise<ApiAnswer<Schemas['Me']>> {
    return this.call('GET', '/api/v1/me');
  }

  createSlot(body: object): Promise<ApiAnswer<Schemas['SlotAnswer']>> {
    return this.call('POST', '/api/v1/slots', { body });
  }

  listSlots(query: Query = {}): Promise<ApiAnswer<Schemas['SlotPage']>> {
    return this.call('GET', '/api/v1/slots', { query });
  }

  getSlot(id: string): Promise<ApiAnswer<Schemas['SlotAnswer']>> {
    return this.call('GET', `/api/v1/slots/${id}`);
  }

  cancelSlot(id: string): Promise<ApiAnswer<Schemas['CancelledSlot']>> {
    return this.call('DELETE', `/api/v1/slots/${id}`);
  }

  listPropertySlots(id: string, query: Query = {}): Promise<ApiAnswer<Schemas['SlotPage']>> {
    return this.call('GET', `/api/v1/properties/${id}/slots`, { query });
  }

  putProperty(id: string, body: object): Promise<ApiAnswer<Schemas['PropertyAnswer']>> {
    return this.call('PUT', `/api/v1/properties/${id}`, { body });
  }

  getProperty(id: string): Promise<ApiAnswer<Schemas['PropertyAnswer']>> {
    return this.call('GET', `/api/v1/properties/${id}`);
  }

  listProperties(query: Query = {}): Promise<ApiAnswer<Schemas['PropertyPage']>> {
    return this.call('GET', '/api/v1/properties', { query });
  }

  getBookingHistory(id: string): Promise<ApiAnswer<Schemas['BookingHistory']>> {
    return this.call('GET', `/api/v1/bookings/${id}/history`);
  }

  createBooking(body: object): Promise<ApiAnswer<Schemas['BookingAnswer']>> {
    return this.call('POST', '/api/v1/bookings', { body });
  }

  listBookings(query: Query = {}): Promise<ApiAnswer<Schemas['BookingPage']>> {
    return this.call('GET', '/api/v1/bookings', { query });
  }

  getBooking(id: string): Promise<ApiAnswer<Schemas['BookingAnswer']>> {
    return this.call('GET', `/api/v1/bookings/${id}`);
  }

  cancelBooking(id: string): Promise<ApiAnswer<Schemas['BookingAnswer']>> {
    return this.call('DELETE', `/api/v1/bookings/${id}`);
  }

  /** Any call; the answer is checked against the contract. `rawBody` is sent as it is, with `headers`. */
  async call<Body = unknown>(
    method: string,
    path: string,
    request: { body?: object; rawBody?: string | Uint8Array<ArrayBuffer>; query?: Query; headers?: Record<string, string> } = {},
  ): Promise<ApiAnswer<Body>> {
    const url = new URL(path, this.url);
    for (const [name, value] of Object.entries(request.query ?? {})) {
      url.searchParams.set(name, String(value));
    }
    const headers = new Headers(request.headers);
    if (this.token !== null) {
      headers.set('authorization', `Bearer ${this.token}`);
    }
    if (request.body !== undefined) {
      headers.set('content-type', 'application/json');
    }
    const sent = request.body === undefined ? request.rawBody : JSON.stringify(request.body);
    const response = await untilRead(() => fetch(url, { method, headers, ...(sent === undefined ? {} : { body: sent }) }));
    const contentType = response.headers.get('content-type');
    const text = await response.text();
    const body: unknown = contentType?.includes('json') === true ? JSON.parse(text) : text;
    checkAnswer(method, path, { status: response.status, contentType, requestId: response.headers.get('x-request-id'), body });
    return { status: response.status, headers: response.headers, body: body as ApiAnswer<Body>['body'] };
  }
}
