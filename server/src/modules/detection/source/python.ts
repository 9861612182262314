import { called, type CallArguments, type CallFact, type ImportFact, type Reference, type SourceFacts } from './facts.ts'
import { follow, Resolver, result } from './resolver.ts'
import { type Binding, Scope, unknownBinding } from './scope.ts'
import type { SyntaxTree } from './syntax-tree.ts'

/** Names that are there without an import and are looked at. */
const builtins = new Set(['open', 'eval', 'exec', 'compile', '__import__'])
const scopeTypes: Readonly<Record<string, Scope['kind']>> = {
  function_definition: 'function',
  lambda: 'function',
  class_definition: 'class',
  list_comprehension: 'function',
  set_comprehension: 'function',
  dictionary_comprehension: 'function',
  generator_expression: 'function',
}
const transparentTypes = new Set(['parenthesized_expression', 'await', 'named_expression'])

/** Reads imports, calls and bindings out of the tree of a Python file. */
export function readPython(tree: SyntaxTree, isInteresting: (name: string) => boolean): SourceFacts {
  return new PythonReader(tree, isInteresting).read()
}

class PythonReader extends Resolver {
  readonly #tree: SyntaxTree
  readonly #isInteresting: (name: string) => boolean
  readonly #module = new Scope('module', undefined)
  readonly #scopes = new Map<number, Scope>()
  /** What is assigned to `self.<name>` or in the body of a class anywhere in the file. */
  readonly #instance = new Scope('module', undefined)
  readonly #imports: ImportFact[] = []
  readonly #relativeImports: string[] = []
  readonly #calls: CallFact[] = []
  readonly #environment: { name: string; line: number }[] = []
  /** Modules whose names are all imported with `*`. */
  readonly #wildcards: string[] = []

  constructor(tree: SyntaxTree, isInteresting: (name: string) => boolean) {
    super()
    this.#tree = tree
    this.#isInteresting = isInteresting
  }

  read(): SourceFacts {
    this.#visit((node, scope) => this.#declare(node, scope))
    this.#visit((node, scope) => this.#collect(node, scope))
    return {
      ecosystem: 'pypi',
      imports: this.#imports,
      relativeImports: this.#relativeImports,
      calls: this.#calls,
      environment: this.#environment,
    }
  }

  /** Walks all nodes in the order of the text, each with the scope it stands in. */
  #visit(visitor: (node: number, scope: Scope) => void): void {
    const tree = this.#tree
    const open: { end: number; scope: Scope }[] = []
    let scope = this.#module
    for (let node = 0; node < tree.size; node++) {
      while (open.length > 0 && node >= (open.at(-1)?.end ?? 0)) {
        open.pop()
        scope = open.at(-1)?.scope ?? this.#module
      }
      visitor(node, scope)
      const kind = scopeTypes[tree.type(node)]
      if (!kind) continue
      let inner = this.#scopes.get(node)
      if (!inner) {
        inner = new Scope(kind, scope)
        this.#scopes.set(node, inner)
      }
      scope = inner
      open.push({ end: tree.after(node), scope })
    }
  }

  #declare(node: number, scope: Scope): void {
    const tree = this.#tree
    switch (tree.type(node)) {
      case 'import_statement':
        this.#declareImport(node, scope)
        return
      case 'import_from_statement':
        this.#declareFromImport(node, scope)
        return
      case 'function_definition':
      case 'class_definition':
        this.#bindPattern(tree.field(node, 'name'), unknownBinding, scope)
        return
      case 'parameters':
      case 'lambda_parameters':
        for (const parameter of tree.children(node)) this.#declareParameter(parameter, scope)
        return
      case 'assignment':
        this.#declareAssignment(node, scope)
        return
      case 'named_expression':
        this.#bindPattern(tree.field(node, 'name'), this.#valueOf(tree.field(node, 'value'), scope), scope)
        return
      case 'as_pattern': {
        const value = tree.firstChild(node)
        this.#bindPattern(tree.field(node, 'alias'), this.#valueOf(value, scope), scope)
        return
      }
      case 'for_statement':
      case 'for_in_clause':
        this.#bindPattern(tree.field(node, 'left'), unknownBinding, scope)
        return
    }
  }

  #valueOf(value: number | undefined, scope: Scope): Binding {
    return value === undefined ? unknownBinding : { expression: { node: value, scope } }
  }

  #declareImport(node: number, scope: Scope): void {
    const tree = this.#tree
    for (const child of tree.children(node)) {
      const alias = tree.field(child, 'alias')
      const name = tree.textOf(tree.field(child, 'name') ?? child)
      this.#addImport(name, [], child)
      // `import a.b` binds `a`; `import a.b as c` binds the module itself.
      if (alias === undefined)
        scope.bind(name.split('.', 1)[0] ?? name, { reference: { module: name.split('.', 1)[0] ?? name, members: [] } })
      else scope.bind(tree.textOf(alias), { reference: dotted(name) })
    }
  }

  #declareFromImport(node: number, scope: Scope): void {
    const tree = this.#tree
    const source = tree.field(node, 'module_name')
    if (source === undefined) return
    const module = tree.textOf(source).replace(/\s/g, '')
    const names: string[] = []
    for (const child of tree.children(node)) {
      if (child === source) continue
      if (tree.type(child) === 'wildcard_import') {
        this.#wildcards.push(module)
        continue
      }
      if (tree.fieldName(child) !== 'name') continue
      const name = tree.textOf(tree.field(child, 'name') ?? child)
      const alias = tree.field(child, 'alias')
      names.push(name)
      const bound = alias === undefined ? name : tree.textOf(alias)
      scope.bind(bound, module.startsWith('.') ? unknownBinding : { reference: dotted(module), members: [name] })
    }
    this.#addImport(module, names, node)
  }

  #declareParameter(parameter: number, scope: Scope): void {
    const tree = this.#tree
    const annotation = tree.field(parameter, 'type')
    const binding = annotation === undefined ? unknownBinding : this.#annotated(annotation, scope)
    const name = tree.field(parameter, 'name') ?? (tree.type(parameter) === 'identifier' ? parameter : tree.firstChild(parameter))
    this.#bindPattern(name, binding, scope)
  }

  /** An instance of the class that an annotation names. */
  #annotated(annotation: number, scope: Scope): Binding {
    const type = this.#tree.firstChild(annotation)
    return type === undefined ? unknownBinding : { expression: { node: type, scope }, members: [called] }
  }

  #declareAssignment(node: number, scope: Scope): void {
    const tree = this.#tree
    const left = tree.field(node, 'left')
    const right = tree.field(node, 'right')
    const annotation = tree.field(node, 'type')
    if (left === undefined) return
    const binding =
      right !== undefined ? this.#valueOf(right, scope) : annotation !== undefined ? this.#annotated(annotation, scope) : unknownBinding
    const attribute = this.#instanceAttribute(left)
    if (attribute) this.#instance.bind(attribute, binding)
    else {
      this.#bindPattern(left, binding, scope)
      if (scope.kind === 'class' && tree.type(left) === 'identifier') this.#instance.bind(tree.textOf(left), binding)
    }
  }

  /** The name in `self.<name>` or `cls.<name>`. */
  #instanceAttribute(node: number): string | undefined {
    const tree = this.#tree
    if (tree.type(node) !== 'attribute') return undefined
    const object = tree.field(node, 'object')
    const attribute = tree.field(node, 'attribute')
    if (object === undefined || attribute === undefined || tree.type(object) !== 'identifier') return undefined
    return /^(self|cls)$/.test(tree.textOf(object)) ? tree.textOf(attribute) : undefined
  }

  #bindPattern(pattern: number | undefined, binding: Binding, scope: Scope): void {
    if (pattern === undefined) return
    const tree = this.#tree
    const type = tree.type(pattern)
    if (type === 'identifier') {
      scope.bind(tree.textOf(pattern), binding)
      return
    }
    if (type === 'as_pattern_target') {
      this.#bindPattern(tree.firstChild(pattern), binding, scope)
      return
    }
    if (type === 'attribute' || type === 'subscript') return
    for (const child of tree.children(pattern)) this.#bindPattern(child, unknownBinding, scope)
  }

  #collect(node: number, scope: Scope): void {
    const tree = this.#tree
    switch (tree.type(node)) {
      case 'call':
        this.#collectCall(node, scope)
        return
      case 'decorator':
        this.#collectDecorator(node, scope)
        return
      case 'subscript': {
        const reference = this.evaluate(tree.field(node, 'value'), scope)
        const key = stringValue(tree, tree.field(node, 'subscript'))
        if (key && reference && pathOf(reference) === 'os.environ') this.#environment.push({ name: key, line: tree.line(node) })
        return
      }
    }
  }

  #collectCall(node: number, scope: Scope): void {
    const tree = this.#tree
    const callee = tree.field(node, 'function')
    if (callee === undefined) return
    // A decorator that is called is collected as a decorator.
    const parent = tree.parent(node)
    if (parent !== undefined && tree.type(parent) === 'decorator') return
    const reference = this.evaluate(callee, scope)
    const path = reference && pathOf(reference)
    const argumentsOfCall = this.#argumentsOf(node)
    const first = argumentsOfCall.string(0)
    if (first && (path === 'builtins.__import__' || path === 'importlib.import_module')) this.#addImport(first, [], node)
    if (first && (path === 'os.getenv' || path === 'os.environ.get')) this.#environment.push({ name: first, line: tree.line(node) })
    const name = this.#lastName(callee)
    if (!reference && !this.#isInteresting(name)) return
    this.#calls.push({
      reference,
      name,
      line: tree.line(tree.field(callee, 'attribute') ?? callee),
      kind: 'call',
      arguments: argumentsOfCall,
      target: this.#targetOf(node),
    })
  }

  #collectDecorator(node: number, scope: Scope): void {
    const tree = this.#tree
    const expression = tree.firstChild(node)
    if (expression === undefined) return
    const callee = tree.type(expression) === 'call' ? tree.field(expression, 'function') : expression
    if (callee === undefined) return
    const reference = this.evaluate(callee, scope)
    const name = this.#lastName(callee)
    if (!reference && !this.#isInteresting(name)) return
    const holder = tree.parent(node)
    const definition = holder === undefined ? undefined : tree.field(holder, 'definition')
    const decorated = definition === undefined ? undefined : tree.field(definition, 'name')
    this.#calls.push({
      reference,
      name,
      line: tree.line(node),
      kind: 'decorator',
      arguments: this.#argumentsOf(expression),
      target: decorated === undefined ? undefined : tree.textOf(decorated),
    })
  }

  protected evaluateNode(node: number, scope: Scope): Reference | undefined {
    const tree = this.#tree
    const type = tree.type(node)
    if (transparentTypes.has(type))
      return this.evaluate(type === 'named_expression' ? tree.field(node, 'value') : tree.firstChild(node), scope)
    switch (type) {
      case 'identifier':
        return this.#name(tree.textOf(node), scope)
      case 'attribute': {
        const own = this.#instanceAttribute(node)
        if (own) {
          const bindings = this.#instance.own(own)
          return bindings && this.first(bindings)
        }
        const attribute = tree.field(node, 'attribute')
        return attribute === undefined ? undefined : follow(this.evaluate(tree.field(node, 'object'), scope), tree.textOf(attribute))
      }
      case 'call': {
        const callee = tree.field(node, 'function')
        const reference = this.evaluate(callee, scope)
        const path = reference && pathOf(reference)
        const module = path === 'builtins.__import__' || path === 'importlib.import_module' ? this.#argumentsOf(node).string(0) : undefined
        return module ? dotted(module) : result(reference)
      }
      case 'assignment':
        return this.evaluate(tree.field(node, 'right'), scope)
      case 'boolean_operator':
        return this.evaluate(tree.field(node, 'left'), scope) ?? this.evaluate(tree.field(node, 'right'), scope)
      case 'conditional_expression': {
        const [consequence, , alternative] = tree.children(node)
        return this.evaluate(consequence, scope) ?? this.evaluate(alternative, scope)
      }
      // `Path("a") / "b"` is still a path.
      case 'binary_operator':
        return this.evaluate(tree.field(node, 'left'), scope)
    }
    return undefined
  }

  #name(name: string, scope: Scope): Reference | undefined {
    const bindings = scope.lookup(name)
    if (bindings) return this.first(bindings)
    if (builtins.has(name)) return { module: 'builtins', members: [name] }
    const module = this.#wildcards.find((wildcard) => !wildcard.startsWith('.'))
    return module === undefined ? undefined : follow(dotted(module), name)
  }

  #addImport(module: string, names: readonly string[], node: number): void {
    // A package of the workspace is imported by the same words as an installed one.
    this.#relativeImports.push(names.length === 0 ? module : `${module}:${names.join(',')}`)
    if (!module.startsWith('.')) this.#imports.push({ module, names, line: this.#tree.line(node) })
  }

  /** The variable or attribute that takes the value of a call, when the call is the whole of that value. */
  #targetOf(node: number): string | undefined {
    const tree = this.#tree
    for (let parent = tree.parent(node); parent !== undefined; parent = tree.parent(parent)) {
      const type = tree.type(parent)
      if (type === 'assignment' || type === 'named_expression') {
        const name = tree.field(parent, 'left') ?? tree.field(parent, 'name')
        const text = name === undefined ? '' : tree.textOf(tree.field(name, 'attribute') ?? name)
        return /^\w+$/.test(text) ? text : undefined
      }
      if (!transparentTypes.has(type)) return undefined
    }
    return undefined
  }

  #lastName(callee: number): string {
    return this.#tree.textOf(this.#tree.field(callee, 'attribute') ?? callee).slice(0, 100)
  }

  #argumentsOf(call: number): CallArguments {
    const tree = this.#tree
    const list = tree.field(call, 'arguments')
    const children = (): number[] => (list === undefined || tree.type(list) !== 'argument_list' ? [] : tree.children(list))
    const positional = (index: number): number | undefined =>
      children().filter((child) => !/^(keyword_argument|comment|dictionary_splat)$/.test(tree.type(child)))[index]
    const keyword = (name: string): number | undefined => {
      for (const child of children()) {
        const key = tree.type(child) === 'keyword_argument' ? tree.field(child, 'name') : undefined
        if (key !== undefined && tree.textOf(key) === name) return tree.field(child, 'value')
      }
      return undefined
    }
    return {
      string: (index) => stringValue(tree, positional(index)),
      stringStart: (index) => stringStart(tree, positional(index)),
      named: (name) => stringValue(tree, keyword(name)),
      has: (name) => keyword(name) !== undefined,
    }
  }
}

const dotted = (name: string): Reference => {
  const [module = name, ...members] = name.split('.')
  return { module, members }
}

const pathOf = (reference: Reference): string => [reference.module, ...reference.members].join('.')

/** The value of a string without substitutions. */
function stringValue(tree: SyntaxTree, node: number | undefined): string | undefined {
  if (node === undefined || tree.type(node) !== 'string') return undefined
  const parts = tree.children(node)
  if (parts.some((part) => tree.type(part) === 'interpolation')) return undefined
  return parts
    .filter((part) => tree.type(part) === 'string_content')
    .map((part) => tree.textOf(part))
    .join('')
}

function stringStart(tree: SyntaxTree, node: number | undefined): string | undefined {
  if (node === undefined) return undefined
  const string = tree.type(node) === 'concatenated_string' ? tree.firstChild(node) : node
  if (string === undefined || tree.type(string) !== 'string') return undefined
  return tree
    .textOf(string)
    .replace(/^[a-zA-Z]*("""|'''|"|')/, '')
    .slice(0, 200)
}
