// Where the page keeps texts of any size: the browser's own database, behind idb-keyval. Loaded when the first text
// is read or written.
import { createStore, del, get, keys, set } from 'idb-keyval'
import { createKeeper, takeOver, type Keeper, type Shelf } from '#playground/keeper.ts'
import { titleOf } from '#playground/text-keeping.ts'
import { browserStorage, KEPT } from './browser.ts'

const DATABASE = 'podscape'
const TAB = 'podscape/text'

const store = createStore(DATABASE, 'texts')

const browserShelf: Shelf = {
  get: (key) => get<unknown>(key, store),
  set: (key, value) => set(key, value, store),
  remove: (key) => del(key, store),
  keys: async () => (await keys(store)).filter((key): key is string => typeof key === 'string'),
}

/** Makes the keeper of this tab. */
export async function makeBrowserKeeper(
  onProblem: (problem: string | null) => void,
): Promise<Keeper> {
  const id = textOfTab()
  const keeper = createKeeper({
    id,
    onProblem,
    shelf: browserShelf,
    nowMs: () => Date.now(),
    makeId: () => crypto.randomUUID(),
    onText(id) {
      void claim(id)
      browserStorage.write(KEPT, '1')
      try {
        sessionStorage.setItem(TAB, id)
      } catch {
        // Without it the tab begins with the newest text when it is loaded again.
      }
    },
    claim,
  })
  if (id === null) await takeOver(keeper, browserStorage, titleOf)
  return keeper
}

function textOfTab(): string | null {
  try {
    return sessionStorage.getItem(TAB)
  } catch {
    return null
  }
}

/** Holds a lock on a text as long as this tab lives; false when another one, a copy of this, holds it. */
function claim(id: string): Promise<boolean> {
  if (!('locks' in navigator)) return Promise.resolve(true)
  return new Promise((resolve) => {
    navigator.locks
      .request(`podscape/${id}`, { ifAvailable: true }, (lock) => {
        resolve(lock !== null)
        return lock === null ? undefined : new Promise(() => {})
      })
      .catch(() => resolve(true))
  })
}
