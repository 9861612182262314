import type { TemplateResult } from 'lit'
import { html } from 'lit'
import { type IconName, type IconTone, icon } from './icon.ts'
import type { EventTone } from '../records/event-rows.ts'

const marks: Readonly<Record<EventTone, { icon: IconName; tone: IconTone; word: string }>> = {
  added: { icon: 'add', tone: 'info', word: 'Found' },
  removed: { icon: 'remove', tone: 'quiet', word: 'Gone' },
  problem: { icon: 'warning', tone: 'warning', word: 'Problem' },
  resolved: { icon: 'pass', tone: 'good', word: 'Resolved' },
  lifecycle: { icon: 'info', tone: 'quiet', word: 'Note' },
}

/** The icon of an event, with a word for those who do not see it. */
export function eventMark(tone: EventTone): TemplateResult {
  const mark = marks[tone]
  return html`<span title=${mark.word}>${icon(mark.icon, mark.tone)}<span class="unseen">${mark.word}: </span></span>`
}
