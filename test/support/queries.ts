/** Generates random queries and mutations over a schema: aliases, fragments, abstract types, conditions, variables with and without values. */
import fc from 'fast-check';
import {
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isUnionType,
} from 'graphql';

export interface MadeUpQuery {
  readonly document: string;
  readonly variables: Record<string, unknown>;
}

export interface QueryOptions {
  /** Fields whose values differ from one execution to the next. */
  readonly leaveOut: ReadonlySet<string>;
  /** Values for arguments, by the name of their scalar. */
  readonly values: Readonly<Record<string, readonly unknown[]>>;
  /** Default: a query. */
  readonly operation?: 'query' | 'mutation';
}

type Pick = <Value>(values: readonly Value[]) => Value;

const maxDepth = 4;

export function queries(schema: GraphQLSchema, options: QueryOptions): fc.Arbitrary<MadeUpQuery> {
  return fc.gen().map((g) => {
    // Never beyond the end.
    const pick = <Value>(values: readonly Value[]) => values[g(fc.nat, { max: values.length - 1 })] as Value;
    return new QueryWriter(schema, options, pick, (max) => g(fc.nat, { max })).write();
  });
}

class QueryWriter {
  readonly #schema: GraphQLSchema;
  readonly #options: QueryOptions;
  readonly #pick: Pick;
  readonly #upTo: (max: number) => number;
  readonly #variables: Record<string, unknown> = {};
  readonly #definitions: string[] = [];
  readonly #fragments: string[] = [];
  #aliases = 0;

  constructor(schema: GraphQLSchema, options: QueryOptions, pick: Pick, upTo: (max: number) => number) {
    this.#schema = schema;
    this.#options = options;
    this.#pick = pick;
    this.#upTo = upTo;
  }

  write(): MadeUpQuery {
    const { operation = 'query' } = this.#options;
    const root = operation === 'query' ? this.#schema.getQueryType() : this.#schema.getMutationType();
    if (!root) throw new Error(`no type for a ${operation}`);
    const body = this.#selections(root, maxDepth);
    const head =
      this.#definitions.length === 0 ? operation : `${operation} (${this.#definitions.join(', ')})`;
    return { document: [`${head} ${body}`, ...this.#fragments].join('\n'), variables: this.#variables };
  }

  #oneIn(count: number): boolean {
    return this.#upTo(count - 1) === 0;
  }

  #selections(type: GraphQLCompositeType, depth: number): string {
    const selections = Array.from({ length: 1 + this.#upTo(3) }, () => this.#selection(type, depth));
    return `{ ${selections.join(' ')} }`;
  }

  #selection(type: GraphQLCompositeType, depth: number): string {
    if (depth > 0 && (isUnionType(type) || this.#oneIn(6))) return this.#fragment(type, depth - 1);
    const fields = isUnionType(type)
      ? []
      : Object.values(type.getFields()).filter(
          (field) =>
            !this.#options.leaveOut.has(field.name) &&
            (depth > 1 || !isCompositeType(getNamedType(field.type))),
        );
    if (fields.length === 0 || this.#oneIn(12)) return `__typename${this.#condition()}`;
    return this.#field(this.#pick(fields), depth);
  }

  #field(field: GraphQLField<unknown, unknown>, depth: number): string {
    const args = field.args.map((arg) => this.#argument(arg)).filter((text) => text !== '');
    const named = getNamedType(field.type);
    // Only a field without arguments can be merged with itself.
    const alias = field.args.length > 0 || this.#oneIn(4) ? `${this.#alias()}: ` : '';
    const body = isCompositeType(named) ? ` ${this.#selections(named, depth - 1)}` : '';
    return `${alias}${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''}${this.#condition()}${body}`;
  }

  /** Sometimes a name that every JavaScript object has. Two equal aliases in one place are not a valid query. */
  #alias(): string {
    if (this.#oneIn(15)) return this.#pick(['__proto__', 'constructor', 'toString', 'hasOwnProperty']);
    return `a${this.#aliases++}`;
  }

  #fragment(type: GraphQLCompositeType, depth: number): string {
    const on = isAbstractType(type) ? this.#pick([type, ...this.#schema.getPossibleTypes(type)]) : type;
    const body = this.#selections(on, depth);
    if (this.#oneIn(3)) {
      const name = `F${this.#fragments.length}`;
      this.#fragments.push(`fragment ${name} on ${on.name} ${body}`);
      // Twice, under different conditions.
      return this.#oneIn(3)
        ? `...${name}${this.#condition()} ...${name}${this.#condition()}`
        : `...${name}${this.#condition()}`;
    }
    return `... ${on === type && this.#oneIn(2) ? '' : `on ${on.name}`}${this.#condition()} ${body}`;
  }

  #condition(): string {
    if (!this.#oneIn(8)) return '';
    const value = this.#oneIn(2)
      ? this.#pick(['true', 'false'])
      : this.#variable('Boolean!', this.#pick([true, false]));
    return ` @${this.#pick(['skip', 'include'])}(if: ${value})`;
  }

  #variable(type: string, value: unknown, fallback?: string): string {
    const name = `v${this.#definitions.length}`;
    this.#definitions.push(`$${name}: ${type}${fallback === undefined ? '' : ` = ${fallback}`}`);
    if (value !== undefined) this.#variables[name] = value;
    return `$${name}`;
  }

  #argument(arg: GraphQLArgument): string {
    const isRequired = isNonNullType(arg.type) && arg.defaultValue === undefined;
    if (!isRequired && this.#oneIn(2)) return '';
    const value = this.#value(arg.type);
    if (this.#oneIn(2)) return `${arg.name}: ${toLiteral(value, arg.type)}`;
    const given = this.#oneIn(8) ? this.#pick([undefined, null, 'not what is expected']) : value;
    const fallback = this.#oneIn(3) ? toLiteral(this.#value(arg.type), arg.type) : undefined;
    return `${arg.name}: ${this.#variable(String(arg.type), given, fallback)}`;
  }

  #value(type: GraphQLInputType): unknown {
    if (isNonNullType(type)) return this.#value(type.ofType);
    if (isListType(type)) return Array.from({ length: this.#upTo(2) }, () => this.#value(type.ofType));
    if (isEnumType(type)) return this.#pick(type.getValues()).name;
    if (!isInputObjectType(type)) return this.#pick(this.#options.values[type.name] ?? [null]);
    const fields = Object.values(type.getFields()).filter(
      (field) => isNonNullType(field.type) || this.#oneIn(4),
    );
    return Object.fromEntries(fields.map((field) => [field.name, this.#value(field.type)]));
  }
}

function toLiteral(value: unknown, type: GraphQLInputType): string {
  if (isNonNullType(type)) return toLiteral(value, type.ofType);
  if (Array.isArray(value) && isListType(type))
    return `[${value.map((item) => toLiteral(item, type.ofType)).join(', ')}]`;
  if (isEnumType(type)) return String(value);
  if (isInputObjectType(type) && typeof value === 'object' && value !== null) {
    const fields = type.getFields();
    const parts = Object.entries(value).map(([name, part]) => {
      const field = fields[name];
      if (!field) throw new Error(`no field ${name}`);
      return `${name}: ${toLiteral(part, field.type)}`;
    });
    return `{ ${parts.join(', ')} }`;
  }
  return toAnyLiteral(value);
}

/** A literal of a scalar that takes anything, such as a representation. */
function toAnyLiteral(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(toAnyLiteral).join(', ')}]`;
  return `{ ${Object.entries(value)
    .map(([name, part]) => `${name}: ${toAnyLiteral(part)}`)
    .join(', ')} }`;
}
