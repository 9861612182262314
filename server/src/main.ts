import './memory.ts'
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node'
import { serveEditor } from './language/server.ts'

// The supervisor as a language server: an editor starts it and speaks LSP over stdio, a pipe or IPC, as its arguments say.
const connection = createConnection(ProposedFeatures.all)
serveEditor(connection)
connection.listen()
