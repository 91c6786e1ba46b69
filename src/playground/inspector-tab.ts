// The tabs of the inspector.

const TABS = ['why', 'status', 'events', 'logs', 'yaml'] as const

export type InspectorTab = (typeof TABS)[number]

/** Whether a text, of a link or a lesson, names a tab. */
export function isInspectorTab(text: string): text is InspectorTab {
  return TABS.some((tab) => tab === text)
}
