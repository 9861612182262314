import { provideVSCodeDesignSystem, vsCodeButton, vsCodeDropdown, vsCodeOption, vsCodeProgressRing } from '@vscode/webview-ui-toolkit'

/**
 * Registers the elements of the Webview UI Toolkit that the pages use. Nothing else imports the toolkit, which is no
 * longer developed: moving to another set of elements is this file's work and that of the tags in the templates.
 * Its badge and tag are not among them: they set a style attribute, which the pages' security policy refuses.
 */
provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeDropdown(), vsCodeOption(), vsCodeProgressRing())
