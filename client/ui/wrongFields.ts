/** Paths of the fields that have a message, from the nested errors of a form: `attributes.2.source`. */
export function wrongFields(errors: object): string[] {
  return Object.entries(errors).flatMap(([name, error]: [string, unknown]) => {
    if (typeof error !== 'object' || error === null) return [];
    // An error says of what type it is; what lies above it does not.
    return 'type' in error && typeof error.type === 'string' ? [name] : wrongFields(error).map((inner) => `${name}.${inner}`);
  });
}
