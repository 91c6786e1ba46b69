// `podscape export`: a recorded run as a picture, a table, a diagram or files, on the standard output.
import { clusterTar } from '#export/clusters.ts'
import { markdownOfRun } from '#export/markdown.ts'
import { mermaidOf } from '#export/mermaid.ts'
import { pictureAt } from '#export/pictures.ts'
import { entryAtTime, type Recorded } from '#export/recorded.ts'
import { tarOf } from '#export/tar.ts'
import { decodeLink, encodeLink } from '#scenario/codec.ts'
import type { ParsedScenario } from '#scenario/parse-scenario.ts'
import { startParsed } from '#scenario/run-scenario.ts'
import type { ScenarioFile } from '#scenario/types.ts'
import type { Command } from './arguments.ts'
import { runWithinMemory } from './run-within-memory.ts'

/** Writes the export of a scenario and returns the exit status. */
export function exportRun(
  command: Extract<Command, { name: 'export' }>,
  files: readonly ScenarioFile[],
  parsed: ParsedScenario,
): number {
  const { format, atMs, fromMs, seed, theme, base } = command
  const plain = files.map(({ path, text }) => ({ path, text }))
  if (format === 'tar') return written(tarOf('scenario', plain))
  if (format === 'kind' || format === 'kwok')
    return written(clusterTar(format, { files: plain, nodes: parsed.nodes }))
  const started = startParsed(files, parsed, {
    untilMs: atMs,
    ...(seed === null ? {} : { seed }),
    exact: atMs !== null,
  })
  const end = runWithinMemory(started)
  if (end.message !== null) process.stderr.write(`podscape: ${end.message}\n`)
  const { cluster } = started
  const run: Recorded = {
    journal: cluster.journal,
    stateAt: (entryId) => cluster.world.stateAt(entryId),
    files: plain,
    title: parsed.scenario.title,
  }
  const to = entryAtTime(run, atMs ?? started.untilMs)
  const from = entryAtTime(run, fromMs - 1) + 1
  const link = linkAt(plain, atMs)
  if (format === 'svg') return written(pictureAt(run, to, { theme, form: 'wide', link }))
  if (format === 'mermaid') return written(mermaidOf(run, { from, to }))
  const address = base === '' || link === null ? null : `${base}#${link}`
  return written(markdownOfRun(run, { from, to, link: address, picture: 'podscape.svg' }))
}

function written(content: string | Uint8Array): number {
  process.stdout.write(content)
  return 0
}

/** The fragment of the link to a moment; null for files that are more than a link may hold. */
function linkAt(files: readonly ScenarioFile[], timeMs: number | null): string | null {
  const link = encodeLink({ files, timeMs, selection: null, view: null })
  return decodeLink(link).ok ? link : null
}
