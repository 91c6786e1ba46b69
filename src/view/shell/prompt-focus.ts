// Whether the prompt takes the focus when it appears: because a person opened the terminal, and not a link.
let wanted = false

/** The prompt that appears next takes the focus. */
export function wantPromptFocus(): void {
  wanted = true
}

/** True once after it was wanted. */
export function takePromptFocus(): boolean {
  const take = wanted
  wanted = false
  return take
}
