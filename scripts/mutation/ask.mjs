// A worker process that is asked about planted bugs one after the other, and begun anew when it does not come back.
import { fork } from 'node:child_process'
import { join } from 'node:path'

/** On a machine that does other work as well a process may get a tenth of a processor. */
const LOAD_MS = 300_000
/** A test that takes so many times as long as without the bug, and so much more, does not end. */
const SLOWER = 400
const PATIENCE_MS = 180_000

export class Asked {
  #root
  #path
  #child = null
  #msOf = () => Infinity

  constructor(root, path) {
    this.#root = root
    this.#path = path
  }

  /** What the tests do without a bug; may take minutes. */
  async dryRun() {
    const answer = await this.#ask('dry')
    const msOf = new Map(answer.passed.map(({ id, ms }) => [id, ms]))
    this.#msOf = (id) => msOf.get(id) ?? 0
    return answer
  }

  /** What `tryMutant` of the worker answers, or that it did not. */
  async tryMutant(asked) {
    return await this.#ask(asked)
  }

  end() {
    this.#child?.kill('SIGKILL')
    this.#child = null
  }

  async #ask(question) {
    this.#child ??= await this.#begin()
    const child = this.#child
    return await new Promise((resolve, reject) => {
      let timer
      const answer = (value) => {
        clearTimeout(timer)
        child.removeAllListeners()
        resolve(value)
      }
      const wait = (ms, by) => {
        clearTimeout(timer)
        timer = setTimeout(() => {
          this.end()
          answer({ status: 'endless', by })
        }, ms)
      }
      child.on('message', ({ answer: value, at }) => {
        if (value !== undefined) answer(value)
        else if (at !== undefined) wait(SLOWER * this.#msOf(at) + PATIENCE_MS, at)
      })
      child.on('exit', (code) => {
        clearTimeout(timer)
        this.#child = null
        if (question === 'dry') reject(new Error(`the tests ended their process with ${code}`))
        else resolve({ status: 'endless', by: `the process, which ended with ${code}` })
      })
      if (question !== 'dry') wait(LOAD_MS, 'the load')
      child.send(question)
    })
  }

  async #begin() {
    const child = fork(join(this.#root, 'scripts/mutation/worker.mjs'), [this.#path], {
      execArgv: ['--max-old-space-size=6000'],
    })
    await new Promise((resolve) => child.once('message', resolve))
    return child
  }
}
