/** The example of each kind's body in the OpenAPI document. */
import document from '../../docs/openapi.json';
import bodies from '../../frontend/src/kinds/bodies.json';
import { momentOf, type Body, type DatedKind, type Kind } from '../../frontend/src/kinds/kinds';

interface Put {
  put: { requestBody: { content: { 'application/json': { examples: Record<string, { value: object }> } } } };
}

export function exampleOf(kind: Kind): object {
  const { put } = (document.paths as unknown as Record<string, Put>)[`/api/${kind}/{id}/`]!;
  return Object.values(put.requestBody.content['application/json'].examples)[0]!.value;
}

/** The example with all its fields, as the phone would keep it, at that instant. */
export const wholeExample = (kind: DatedKind, instant: string, zone = 'Europe/Lisbon'): Body =>
  ({ ...bodies[kind].placeholder, ...exampleOf(kind), [momentOf(kind)!]: instant, zone });
