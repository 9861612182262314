/** How a file that steers agents is written: as prose, or as a configuration whose texts are read. */
export type InstructionForm = 'prose' | 'manifest'

interface InstructionFile {
  /** Matches the whole path, relative with forward slashes. */
  readonly path: RegExp
  readonly form: InstructionForm
}

/** A path that ends in these steps, at any depth. */
const ending = (steps: string): RegExp => new RegExp(`(?:^|/)${steps}$`, 'i')

/** Every file that agents read as instructions, wherever it lies. A kind of file is added by adding a row. */
const instructionFiles: readonly InstructionFile[] = [
  {
    path: ending('(?:skill|agents?|claude(?:\\.local)?|gemini|qwen|soul|memory|identity|heartbeat|tools|crush|goose|warp)\\.md'),
    form: 'prose',
  },
  { path: ending('system[-_]?prompts?[^/]*\\.(?:md|mdx|txt)'), form: 'prose' },
  { path: ending('[^/]*\\.(?:agent|prompt|instructions|chatmode)\\.md'), form: 'prose' },
  { path: ending('\\.(?:cursor|windsurf|cline|goose|roo)?rules(?:-[^/]*)?'), form: 'prose' },
  { path: ending('\\.goosehints'), form: 'prose' },
  {
    path: ending(
      '\\.(?:cursor|windsurf|clinerules|roo|trae|amazonq|continue|kiro|augment)/(?:[^/]+/)*(?:rules|steering)[^/]*/(?:[^/]+/)*[^/]+\\.(?:md|mdc|txt)',
    ),
    form: 'prose',
  },
  { path: ending('\\.clinerules/(?:[^/]+/)*[^/]+\\.(?:md|txt)'), form: 'prose' },
  { path: ending('\\.github/copilot-instructions\\.md'), form: 'prose' },
  {
    path: ending('\\.(?:claude|agents|codex|gemini|opencode|cursor)/(?:commands|agents|skills|prompts)/(?:[^/]+/)*[^/]+\\.(?:md|mdc)'),
    form: 'prose',
  },
  { path: ending('agent(?:[-_.]card)?\\.json'), form: 'manifest' },
  { path: ending('\\.well-known/agent(?:-card)?\\.json'), form: 'manifest' },
  { path: ending('(?:agent|skill)[-_.]?(?:config|manifest|definition)\\.json'), form: 'manifest' },
]

/** The form of a file that agents read as instructions; undefined for any other file. */
export const instructionFormOf = (path: string): InstructionForm | undefined =>
  /\.(?:mdx?|mdc|txt|json)$|rules|hints/i.test(path) ? instructionFiles.find((file) => file.path.test(path))?.form : undefined
