// What stands at a path of an object. The few forms that expectations need; kubectl's JSONPath is loaded with kubectl.

/** `.spec.containers[0].image` or `.spec.containers[*].name`: keys and places one after the other. */
const PATH = /^(?:\.[^.[\]]+|\[(?:\d+|\*)\])+$/

/** Whether it is a path. */
export function isPath(text: string): boolean {
  return PATH.test(text)
}

/** The values at a path, with spaces between them; '' when there are none. What is no scalar is printed as JSON. */
export function valueAt(object: unknown, path: string): string {
  let values: readonly unknown[] = [object]
  for (const [, key, place] of path.matchAll(/\.([^.[\]]+)|\[(\d+|\*)\]/g))
    values = values.flatMap((value) => below(value, key, place))
  return values
    .map((value) => (typeof value === 'string' ? value : JSON.stringify(value)))
    .join(' ')
}

function below(value: unknown, key: string | undefined, place = ''): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return []
  if (key === undefined && !Array.isArray(value)) return []
  if (place === '*') return Object.values(value)
  const found: unknown = Reflect.get(value, key ?? Number(place))
  return found === undefined ? [] : [found]
}
