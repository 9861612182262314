import {
  provideVSCodeDesignSystem,
  vsCodeBadge,
  vsCodeButton,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
  vsCodeTag,
} from '@vscode/webview-ui-toolkit'

/**
 * Registers the elements of the Webview UI Toolkit that the pages use. Nothing else imports the toolkit, which is no
 * longer developed: moving to another set of elements is this file's work and that of the tags in the templates.
 */
provideVSCodeDesignSystem().register(vsCodeBadge(), vsCodeButton(), vsCodeDropdown(), vsCodeOption(), vsCodeProgressRing(), vsCodeTag())
