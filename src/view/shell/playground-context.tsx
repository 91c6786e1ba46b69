// Hands the playground's store to all components. The only two ways from the view to the state:
// read a part of it with `usePlayground`, change it with `usePlaygroundActions`.
import { createContext, use, useCallback, useSyncExternalStore, type ReactNode } from 'react'
import type { PlaygroundActions, PlaygroundState } from '#playground/types.ts'

export type PlaygroundSnapshot = PlaygroundState & { readonly actions: PlaygroundActions }

/** What the view needs of the store; zustand's `StoreApi` fits. */
export interface PlaygroundStore {
  getState(): PlaygroundSnapshot
  subscribe(listener: () => void): () => void
}

const PlaygroundContext = createContext<PlaygroundStore | null>(null)

/** Makes a store available to everything below. */
export function PlaygroundProvider(props: {
  readonly store: PlaygroundStore
  readonly children: ReactNode
}) {
  return <PlaygroundContext value={props.store}>{props.children}</PlaygroundContext>
}

/** The store itself, for event handlers that read the state when they run. */
export function usePlaygroundStore(): PlaygroundStore {
  const store = use(PlaygroundContext)
  if (store === null) throw new Error('a component of the playground stands outside its provider')
  return store
}

/**
 * A part of the state; the component renders again when it is another reference. The selector must
 * return something that is in the state or a primitive, not a new object each time.
 */
export function usePlayground<T>(selector: (state: PlaygroundSnapshot) => T): T {
  const store = usePlaygroundStore()
  const read = useCallback(() => selector(store.getState()), [store, selector])
  return useSyncExternalStore(store.subscribe, read, read)
}

/** The actions; always the same object. */
export function usePlaygroundActions(): PlaygroundActions {
  return usePlaygroundStore().getState().actions
}
