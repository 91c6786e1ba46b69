// Compares the answers of a real API server, where a folder of manifests has an answers.json, with ours: accepted,
// refused with the same message, warned alike. Says what differs, and how many.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { bundle } from './bundle.mjs'

/** What was there before could not be made, so that the question was never asked. */
const wasAsked = ({ message }) => !(message ?? '').startsWith('given ')
const plain = ({ accepted, message = '', warnings = [] }) =>
  JSON.stringify(accepted ? { accepted, warnings } : { accepted, message })

/** Prints the comparison; true when at least 99 % agree and none is left out. */
export async function compareAnswers(folder) {
  const { answerOf } = await import(
    pathToFileURL(await bundle('src/testing/corpus/answer-of.ts')).href
  )
  const answers = JSON.parse(readFileSync(join(folder, 'answers.json'), 'utf8'))
  const asked = Object.entries(answers).filter(([, answer]) => wasAsked(answer))
  const differing = []
  let leftOut = 0
  for (const [file, theirs] of asked) {
    const ours = answerOf(readFileSync(join(folder, file), 'utf8'), theirs.given ?? [])
    if (ours === null) leftOut += 1
    if (ours === null || plain(ours) !== plain(theirs)) differing.push([file, ours, theirs])
  }
  const agreed = asked.length - differing.length
  const share = ((100 * agreed) / asked.length).toFixed(1)
  console.log(
    `${asked.length} answers of a real API server: ${agreed} alike (${share} %), ${leftOut} left out`,
  )
  for (const [file, ours, theirs] of differing) {
    console.log(`differs  ${file}\n  ours   ${ours === null ? 'left out' : plain(ours)}`)
    console.log(`  theirs ${plain(theirs)}`)
  }
  return leftOut === 0 && agreed >= 0.99 * asked.length
}
