// The terminal as a person meets it: lines are typed at its prompt, and what they printed is read.
import { expect, type Locator, type Page } from '@playwright/test'
import type { PlaygroundPage } from './playground-page.ts'

export class TerminalPage {
  readonly #page: Page
  readonly #playground: PlaygroundPage

  constructor(page: Page, playground: PlaygroundPage) {
    this.#page = page
    this.#playground = playground
  }

  /** Opens a playground at the end of its run, with the terminal. */
  async open(address: string): Promise<void> {
    await this.#playground.open(address)
    await this.#playground.button('Last step').click()
    await this.show()
  }

  /** Opens the terminal at the shown moment. */
  async show(): Promise<void> {
    const button = this.#page.getByRole('button', { name: 'Terminal', exact: true })
    await button.click()
    await expect(this.prompt).toBeVisible()
  }

  /** All that is printed. */
  get log(): Locator {
    return this.#page.getByRole('log', { name: 'What the terminal printed' })
  }

  get prompt(): Locator {
    return this.#page.getByLabel('Command line')
  }

  /** What stands before the line that is typed. */
  get mark(): Locator {
    return this.#page.locator('.terminal-entry > b')
  }

  get status(): Locator {
    return this.#page.locator('.terminal-status')
  }

  /** Types a line, and waits until it is worked out. */
  async type(line: string): Promise<void> {
    await this.enter(line)
    await expect(this.prompt).toHaveValue('')
    await expect(this.#page.getByText('working it out')).toHaveCount(0, { timeout: 60_000 })
  }

  /** Types a line, whatever is under way. */
  async enter(line: string): Promise<void> {
    await this.prompt.fill(line)
    await this.prompt.press('Enter')
  }

  /** Types a line, goes to its end, and reads what it printed: its output, and behind it what it said of errors. */
  async run(line: string): Promise<string> {
    await this.type(line)
    await this.toItsEnd()
    const printed = this.log.locator('.terminal-block').last().locator('.terminal-line')
    return printed.evaluateAll((lines) => {
      const textOf = (line: Element): string =>
        line.querySelector(':scope > span')?.textContent ?? ''
      const isError = (line: Element): boolean => line.classList.contains('is-error')
      const all = lines.filter((one) => !one.classList.contains('terminal-typed'))
      return [...all.filter((one) => !isError(one)), ...all.filter(isError)].map(textOf).join('\n')
    })
  }

  /** Goes to where what runs has ended. */
  async toItsEnd(): Promise<void> {
    const button = this.#page.getByRole('button', { name: 'To its end' })
    const longer = this.#page
      .locator('.terminal')
      .getByRole('button', { name: 'Go on', exact: true })
    // The line may end by itself while the button is reached for.
    await expect(async () => {
      if (await longer.isVisible()) await longer.click({ timeout: 1000 })
      if (await button.isVisible()) await button.click({ timeout: 1000 })
      await expect(this.status).toHaveText('', { timeout: 1000 })
    }).toPass({ timeout: 60_000 })
  }
}
