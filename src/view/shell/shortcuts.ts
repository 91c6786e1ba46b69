// Keys as the command table writes them: whether a key press is meant, and how it is shown.

export interface KeyPress {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey?: boolean
}

/** Whether the press is the one that `keys` names; `Mod` takes Ctrl as well as ⌘. */
export function matchesKeys(press: KeyPress, keys: string): boolean {
  const withMod = keys.startsWith('Mod+')
  const rest = withMod ? keys.slice(4) : keys
  const withShift = rest.startsWith('Shift+')
  const key = withShift ? rest.slice(6) : rest
  if (press.altKey || (press.ctrlKey || press.metaKey) !== withMod) return false
  if (withMod && (press.shiftKey ?? false) !== withShift) return false
  const pressed = press.key === ' ' ? 'Space' : press.key
  return pressed === key || (key.length === 1 && pressed.toLowerCase() === key.toLowerCase())
}

const MAC_NAMES: Readonly<Record<string, string>> = { Mod: '⌘', Enter: '↩', Shift: '⇧' }
const NAMES: Readonly<Record<string, string>> = {
  Mod: 'Ctrl',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  '-': '−',
}

/** The keys one by one, as they stand on the keyboard: ['⌘', 'K'] or ['Ctrl', 'K']. */
export function keyNames(keys: string, mac: boolean): readonly string[] {
  const parts = keys === '+' ? ['+'] : keys.split('+')
  return parts.map((part) => {
    const name = (mac ? MAC_NAMES[part] : undefined) ?? NAMES[part] ?? part
    return name.length === 1 ? name.toUpperCase() : name
  })
}

const FIELDS = 'input, textarea, select, [contenteditable=true], .monaco-editor, dialog[open]'
const ARROW_WIDGETS =
  '[role=slider], [role=tab], [role=separator], [role=listbox], [role=option], [role=menu], [role=tree], [role=radio]'
const PRESSABLE =
  'button, a[href], summary, [role=button], [role=option], [role=menuitem], [role=tab]'

/** Whether a key of the page is one that fields and editors have a meaning of their own for: there it is theirs. */
export function restsInField(keys: string, focused: FocusedElement | null): boolean {
  if (focused === null) return false
  // Where a text is saved by itself, these keys save it.
  if (/^Mod\+(?:S|Enter)$/.test(keys)) return focused.closest(SAVES) !== null
  return /^Mod\+(?:Shift\+)?Z$/.test(keys) && focused.closest(FIELDS) !== null
}

const SAVES = '.saves-itself'

/** What is asked of the element that has the focus; an Element fits. */
export interface FocusedElement {
  closest(selectors: string): unknown
}

/**
 * Whether single keys rest: in an editor, a field or a dialog all of them; on widgets that use the
 * arrows, the arrows, Home and End; on what Space presses, Space and Enter.
 */
export function keyRests(press: KeyPress, focused: FocusedElement | null): boolean {
  if (focused === null) return false
  if (focused.closest(FIELDS) !== null) return true
  if (/^(Arrow|Home$|End$|Page)/.test(press.key)) return focused.closest(ARROW_WIDGETS) !== null
  if (press.key === ' ' || press.key === 'Enter') return focused.closest(PRESSABLE) !== null
  return false
}
