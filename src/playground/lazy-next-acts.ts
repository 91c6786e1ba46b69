// What controllers will do next is asked for when their boxes are drawn: it is no part of what the engine has to load first.
import type { WorldState } from '#client/world.ts'
import type { NextAct } from '#controllers/next-act/next-act.ts'
import type { Question } from './questions.ts'

type NextActs = typeof import('#controllers/next-act/next-acts.ts')

let loaded: NextActs | null = null

/** Loads what a question needs and the engine does not have yet. To be awaited before the question is asked. */
export async function loadFor({ kind }: Question): Promise<void> {
  if (kind === 'nextActs') loaded ??= await import('#controllers/next-act/next-acts.ts')
}

/** What will be done next about objects at a moment; null for each of them before it is loaded. */
export function nextActsOf(
  moment: { readonly world: WorldState; readonly nowMs: number },
  keys: readonly string[],
): readonly (NextAct | null)[] {
  return keys.map((key) => loaded?.nextActOf(moment, key) ?? null)
}
