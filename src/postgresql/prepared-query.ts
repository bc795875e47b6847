import type { Connection } from './database.ts';
import { withoutHints } from './statement-name.ts';

/** A parameter, and where in the text it is named: from `a` to `b`, both included. */
interface Parameter {
  readonly name: string;
  readonly required: boolean;
  readonly locs: readonly { readonly a: number; readonly b: number }[];
}

/** A statement as pgtyped notes it down: the text of the .sql file, and its parameters. */
interface NotedStatement {
  readonly statement: string;
  readonly params: readonly Parameter[];
}

/** A statement of a .sql file, with the types of its parameters and its rows. What is sent is worked out once. */
export class PreparedQuery<Params, Row> {
  readonly #text: string;
  readonly #parameters: readonly Parameter[];

  constructor(noted: NotedStatement) {
    this.#text = withoutHints(withNumbers(noted));
    this.#parameters = noted.params;
  }

  readonly run = async (params: Params, connection: Connection): Promise<Row[]> => {
    const given: object = Object(params);
    const { rows } = await connection.query(
      this.#text,
      this.#parameters.map((parameter) => valueOf(parameter, given)),
    );
    // pgtyped has asked PostgreSQL what the rows of this very text look like.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return rows as Row[];
  };
}

function withNumbers({ statement, params }: NotedStatement): string {
  const places = params.flatMap(({ locs }, index) => locs.map((place) => ({ ...place, number: index + 1 })));
  // From the end, so that what stands before keeps its place.
  return places.toSorted((one, other) => other.a - one.a).reduce((text, { a, b, number }) => `${text.slice(0, a)}$${number}${text.slice(b + 1)}`, statement);
}

function valueOf({ name, required }: Parameter, given: object): unknown {
  const value: unknown = Reflect.get(given, name);
  if (required && (value === undefined || value === null)) {
    throw new TypeError(`the statement wants a value for :${name}!`);
  }
  return value;
}
