// The keys of a command, drawn as keys.
import { keyNames } from './shortcuts.ts'
import { IS_MAC } from './use-media.ts'

/** Shows `keys` of the command table. */
export function Keys(props: { readonly keys: string }) {
  return (
    <span className="keys">
      {keyNames(props.keys, IS_MAC).map((name) => (
        <kbd key={name}>{name}</kbd>
      ))}
    </span>
  )
}

/** The keys as plain text for a tooltip: 'Ctrl+K', '⌘K'. */
export function keysHint(keys: string | null): string {
  return keys === null ? '' : ` (${keyNames(keys, IS_MAC).join(IS_MAC ? '' : '+')})`
}
