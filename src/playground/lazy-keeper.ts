// A keeper that is loaded when it is first needed, so that it is no part of the page's first load.
import type { Keeper } from './keeper.ts'

/** What is asked before it is there waits, and is done in the order in which it was asked. */
export function createLazyKeeper(load: () => Promise<Keeper>): Keeper {
  let loading: Promise<Keeper> | null = null
  const ready = (): Promise<Keeper> => (loading ??= load())
  return {
    load: async () => (await ready()).load(),
    recent: async () => (await ready()).recent(),
    open: async (id) => (await ready()).open(id),
    save: (...what) => void ready().then((keeper) => keeper.save(...what)),
    named: async () => (await ready()).named(),
    keepAs: async (...what) => (await ready()).keepAs(...what),
    forget: async (id) => (await ready()).forget(id),
    beginAnother: () => void ready().then((keeper) => keeper.beginAnother()),
    settled: async () => (await ready()).settled(),
  }
}
