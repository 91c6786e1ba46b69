// A web component for pages of others: <podscape-embed src="https://…/#v1/…"> shows a scenario in a frame that has the
// height of its picture. Instead of `src` it takes `example="shared-volume"`, or a manifest as its own text. Further
// attributes: theme="light|dark", step="12", lesson="0", title="…".

{
  const PAGE = new URL('./', document.currentScript.src)
  const LEAST_HEIGHT = 200
  const MOST_HEIGHT = 2000

  class PodscapeEmbed extends HTMLElement {
    static observedAttributes = ['src', 'example', 'theme', 'step', 'lesson', 'title']

    #frame = document.createElement('iframe')
    #onMessage = (event) => {
      if (event.source !== this.#frame.contentWindow || event.data?.type !== 'podscape-height')
        return
      const height = Number(event.data.height)
      if (height >= LEAST_HEIGHT && height <= MOST_HEIGHT) this.#frame.style.height = `${height}px`
    }

    connectedCallback() {
      this.style.display ||= 'block'
      Object.assign(this.#frame.style, { border: '0', width: '100%', height: '420px' })
      this.#frame.loading = 'lazy'
      this.#show()
      if (!this.shadowRoot) this.attachShadow({ mode: 'open' }).append(this.#frame)
      addEventListener('message', this.#onMessage)
    }

    disconnectedCallback() {
      removeEventListener('message', this.#onMessage)
    }

    attributeChangedCallback() {
      if (this.isConnected) this.#show()
    }

    #show() {
      const address = this.#address()
      this.#frame.title = this.getAttribute('title') ?? 'Podscape'
      if (this.#frame.src !== address) this.#frame.src = address
    }

    #address() {
      const example = this.getAttribute('example')
      const url = new URL(this.getAttribute('src') ?? PAGE, PAGE)
      if (example !== null) url.hash = `example/${example}`
      url.searchParams.set('embed', '1')
      for (const name of ['theme', 'step', 'lesson']) {
        const value = this.getAttribute(name)
        if (value !== null) url.searchParams.set(name, value)
      }
      const manifest = this.textContent.trim()
      if (url.hash === '' && manifest !== '') url.searchParams.set('yaml', manifest)
      return url.href
    }
  }

  customElements.define('podscape-embed', PodscapeEmbed)
}
