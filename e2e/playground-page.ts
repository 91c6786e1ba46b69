// The page as a person meets it: what the tests say is what one would do and see.
import { expect, type Locator, type Page } from '@playwright/test'

export class PlaygroundPage {
  readonly page: Page
  /** Requests that left the page's own origin. */
  readonly foreignRequests: string[] = []
  /** What the browser complained of: exceptions, errors in the console, violations of the policy. */
  readonly complaints: string[] = []

  constructor(page: Page) {
    this.page = page
    page.on('request', (request) => {
      const url = request.url()
      if (!/^(http:\/\/127\.0\.0\.1:|data:|blob:)/.test(url)) this.foreignRequests.push(url)
    })
    page.on('pageerror', (error) => this.complaints.push(String(error)))
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text())
    })
  }

  /** Opens an address such as '#example/one-pod' and waits for the run to have steps. */
  async open(address = ''): Promise<void> {
    await this.page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        console.error(
          `policy violation: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`,
        )
      })
    })
    await this.page.goto(`/${address}`)
    await this.ready()
  }

  /** Waits until there are steps to go through and the run has ended. */
  async ready(timeout?: number): Promise<void> {
    const within = timeout === undefined ? {} : { timeout }
    await expect(this.page.locator('#transport')).toHaveAttribute('data-running', 'false', within)
    await expect(this.page.getByText(/^step \d+ of [1-9]\d*$/).first()).toBeVisible(within)
  }

  get sentence(): Locator {
    return this.page.locator('.sentence')
  }

  get canvas(): Locator {
    return this.page.getByLabel('Canvas: the cluster at this moment')
  }

  /** How far the middle of the picture, with the room for what is still to come, is from that of the canvas, in pixels from left to right. */
  async offMiddle(): Promise<number> {
    return await this.canvas.evaluate((canvas) => {
      const [width = 0] = (canvas.getAttribute('data-size') ?? '').split(' ').map(Number)
      const drawn = canvas.querySelector('.react-flow__viewport') ?? canvas
      const { a: zoom, e: left } = new DOMMatrix(getComputedStyle(drawn).transform)
      return Math.abs(left + (zoom * width) / 2 - canvas.clientWidth / 2)
    })
  }

  get inspector(): Locator {
    return this.page.getByRole('region', { name: 'Inspector' })
  }

  /** A Pod on the canvas, by its name; its accessible name says its state and place. */
  pod(name: string): Locator {
    return this.canvas.getByRole('button', { name: new RegExp(`^Pod ${name},`) }).first()
  }

  /** An owner of Pods on the canvas, by the beginning of its kind and name; its accessible name says its state. */
  owner(name: string): Locator {
    return this.canvas.getByRole('button', { name: new RegExp(`^${name}`) })
  }

  container(name: string): Locator {
    return this.canvas.getByRole('button', {
      name: new RegExp(`^(Init container|Sidecar|Container) ${name},`),
    })
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true })
  }

  /** Replaces the text of the open file as a person does: select all, paste. */
  async paste(text: string): Promise<void> {
    await this.openFiles()
    const monaco = this.page.locator('.monaco-editor').first()
    await expect(monaco).toBeVisible()
    await monaco.click()
    await this.page.evaluate((copied) => navigator.clipboard.writeText(copied), text)
    await this.page.keyboard.press('ControlOrMeta+A')
    await this.page.keyboard.press('ControlOrMeta+V')
  }

  /** Lets a lesson make place for the files. */
  async openFiles(): Promise<void> {
    const lesson = this.page.locator('.lesson-tab[aria-selected=true]')
    if ((await lesson.count()) > 0) await this.page.locator('[id^=file-]').first().click()
  }

  /** Tells routine reports as steps of their own. */
  async everyStep(): Promise<void> {
    await this.page.getByLabel('Level of detail').selectOption('every step')
  }

  async toStart(): Promise<void> {
    const button = this.button('First step')
    // Another run that comes meanwhile begins there by itself.
    await expect(async () => {
      if ((await button.getAttribute('aria-disabled')) !== 'true')
        await button.click({ timeout: 2000 })
      await expect(this.page.getByText(/^step 1 of/)).toBeVisible({ timeout: 2000 })
    }).toPass({ timeout: 15_000 })
  }

  /** Goes on by so many seconds, a multiple of 5, with the keyboard. */
  async skip(seconds: number): Promise<void> {
    const playhead = this.page.getByRole('slider', { name: 'Moment' })
    const before = Number(await playhead.getAttribute('aria-valuenow'))
    for (let i = 0; i < seconds / 5; i += 1) await playhead.press('PageDown')
    await expect(playhead).toHaveAttribute('aria-valuenow', String(before + seconds * 1000))
  }

  /** Goes to the last step of a run that has come to its end; before that, another one would be the last. */
  async toEnd(): Promise<void> {
    await this.ready(60_000)
    await this.button('Last step').click()
  }

  /** Presses Stop while a run comes in, and says after how many milliseconds the page has left it. */
  async stopRun(): Promise<number> {
    await expect(this.button('Stop')).toBeVisible()
    const took = await this.page.evaluate(async () => {
      const find = () =>
        [...document.querySelectorAll('button')].find((one) => one.textContent === 'Stop')
      const before = performance.now()
      find()?.click()
      while (find() !== undefined) await new Promise((resolve) => setTimeout(resolve, 1))
      return performance.now() - before
    })
    await expect(this.page.getByRole('region', { name: 'The run', exact: true })).toContainText(
      'It was stopped at',
    )
    return took
  }

  /** Steps forwards until the sentence fits, at most `most` steps. */
  async stepUntil(sentence: RegExp, most = 60): Promise<void> {
    await this.pressUntil('Next step', sentence, most)
  }

  /** Steps backwards until the sentence fits. */
  async stepBackUntil(sentence: RegExp, most = 60): Promise<void> {
    await this.pressUntil('Step back', sentence, most)
  }

  private async pressUntil(name: string, sentence: RegExp, most: number): Promise<void> {
    const button = this.button(name)
    for (let i = 0; i < most; i += 1) {
      if (sentence.test(await this.sentence.innerText())) return
      // At the end of what has come of a run there is no further step, until the rest has come.
      if ((await button.getAttribute('aria-disabled')) === 'true') {
        await this.ready(60_000)
        if ((await button.getAttribute('aria-disabled')) === 'true') break
      }
      await button.click()
    }
    await expect(this.sentence).toHaveText(sentence)
  }

  /** Selects a Pod and reads one of the inspector's tabs. */
  async inspect(pod: string, tab: 'Why' | 'Status' | 'Events' | 'Logs' | 'YAML'): Promise<Locator> {
    await this.pod(pod).click()
    await this.inspector.getByRole('tab', { name: new RegExp(tab) }).click()
    return this.inspector.getByRole('tabpanel')
  }

  /** Selects an owner and reads why it is as it is, and what is next. */
  async inspectOwner(name: string): Promise<Locator> {
    await this.button('Show everything').click()
    await this.owner(name).click()
    await this.inspector.getByRole('tab', { name: 'Why' }).click()
    return this.inspector.getByRole('tabpanel')
  }

  /** Lets the run go on, a piece at a time, until its end note fits. */
  async goOnUntil(end: RegExp, most = 15): Promise<void> {
    const note = this.page.getByRole('region', { name: 'The end of the run' })
    await expect(note).toBeVisible()
    for (let i = 0; i < most; i += 1) {
      const before = await note.innerText()
      if (end.test(before)) return
      await note.getByRole('button', { name: /^Go on to/ }).click()
      await expect(note).not.toHaveText(before, { timeout: 60_000 })
      await expect(note).toBeVisible({ timeout: 60_000 })
    }
    await expect(note).toHaveText(end)
  }

  /** Nothing went wrong behind the scenes. */
  expectQuiet(): void {
    expect(this.complaints).toEqual([])
    expect(this.foreignRequests).toEqual([])
  }
}
