import { fieldOf, isFields, type Fields } from './event-fields.ts';

/**
 * The object with an event's fields: `data` of an envelope, else the event itself. A flat event may have a field `data` of
 * its own among its further fields, so an unversioned event that is recognised as flat is flat. A text says what is wrong.
 *
 * @param isFlat tells an event whose fields stand on top
 */
export function payloadOf(event: Fields, eventType: string, isFlat: (event: Fields) => boolean): Fields | string {
  const unversioned = !eventType.endsWith('.v1');
  const data = fieldOf(event, 'data');
  if (isFlat(event) && (data === undefined || unversioned)) {
    return event;
  }
  if (data === undefined) {
    return unversioned ? event : 'data is missing';
  }
  if (!isFields(data)) {
    return 'data is not an object';
  }
  const innerType = fieldOf(data, 'event_type');
  const name = unversioned ? eventType : eventType.slice(0, -'.v1'.length);
  if (innerType !== undefined && innerType !== name && innerType !== `${name}.v1`) {
    return 'event_type contradicts data.event_type';
  }
  return data;
}
