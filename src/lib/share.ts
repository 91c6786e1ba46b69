// Plain data that arrives as a copy, made to share what it can with what is there already.

type Plain = Readonly<Record<string, unknown>>

/**
 * `now`, with every part that equals the part of `before` at its place replaced by it: what did not change
 * is the same reference, and is kept once. `now` itself is given up; `before` is not changed.
 */
export function sharedWith<T>(before: T | undefined, now: T): T {
  return share(before, now) as T
}

function share(before: unknown, now: unknown): unknown {
  if (before === now || !isObject(before) || !isObject(now)) return now
  if (Array.isArray(before) !== Array.isArray(now)) return now
  const keys = Object.keys(now)
  let same = keys.length === Object.keys(before).length
  const target = now as Record<string, unknown>
  for (const key of keys) {
    const old = before[key]
    const kept = share(old, now[key])
    target[key] = kept
    if (kept !== old || !Object.hasOwn(before, key)) same = false
  }
  return same ? before : now
}

function isObject(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null
}
