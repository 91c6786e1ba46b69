// What a run can be exported as without a browser. PNG and GIF are drawn from the SVG by the page.

export const EXPORT_FORMATS = ['svg', 'markdown', 'mermaid', 'tar', 'kind', 'kwok'] as const

export type ExportFormat = (typeof EXPORT_FORMATS)[number]

/** Whether a word names a format. */
export const isExportFormat = (text: string): text is ExportFormat =>
  EXPORT_FORMATS.some((format) => format === text)
