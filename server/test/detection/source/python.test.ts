import { describe, expect, it } from 'vitest'
import { capabilitiesOf, extractText } from './extract-text.ts'

interface Case {
  readonly title: string
  readonly code: string
  readonly calls: readonly string[]
}

const fires: readonly Case[] = [
  { title: 'a module', code: `import os\nos.system('ls')`, calls: ['system:exec@2 call'] },
  { title: 'a renamed function', code: `from subprocess import run as r\nr(['ls'])`, calls: ['system:exec@2 call'] },
  { title: 'a renamed module', code: `import subprocess as sp\nsp.Popen('ls')`, calls: ['system:exec@2 call'] },
  { title: 'a dotted module', code: `import urllib.request\nurllib.request.urlopen('x')`, calls: ['api:call@2 call'] },
  { title: 'an import in a function', code: `def f():\n    import shutil\n    shutil.rmtree('a')`, calls: ['file:delete@3 call'] },
  { title: 'a wildcard import', code: `from os import *\nsystem('ls')`, calls: ['system:exec@2 call'] },
  {
    title: 'open by its mode',
    code: `open('a')\nopen('a', 'rb')\nopen('a', 'w')\nopen('a', mode='a')\nopen('a', 'r+')`,
    calls: ['file:read@1 call', 'file:read@2 call', 'file:read@5 call', 'file:write@3 call', 'file:write@4 call', 'file:write@5 call'],
  },
  { title: 'open in a with statement', code: `with open('a', 'w') as f:\n    f.write('x')`, calls: ['file:write@1 call'] },
  { title: 'eval and exec', code: `eval(x)\nexec(y)`, calls: ['system:exec@1 call', 'system:exec@2 call'] },
  {
    title: 'a path',
    code: `from pathlib import Path\np = Path('a') / 'b'\np.write_text('x')\nPath('c').open('w')\np.unlink()`,
    calls: ['file:delete@5 call', 'file:write@3 call', 'file:write@4 call'],
  },
  {
    title: 'a cursor',
    code: `import sqlite3\nwith sqlite3.connect('a') as c:\n    cur = c.cursor()\n    cur.execute("INSERT INTO t VALUES (1)")`,
    calls: ['db:write@4 call'],
  },
  {
    title: 'SQL in a long string',
    code: `import psycopg2\nc = psycopg2.connect().cursor()\nc.execute("""\n  SELECT 1\n""")`,
    calls: ['db:read@3 call'],
  },
  {
    title: 'SQL that is put together elsewhere',
    code: `import psycopg2\nc = psycopg2.connect().cursor()\nc.execute(sql)`,
    calls: ['db:read@3 call', 'db:write@3 call'],
  },
  {
    title: 'an attribute of self',
    code: `import openai\nclass A:\n    def __init__(self):\n        self.client = openai.OpenAI()\n    def go(self):\n        return self.client.chat.completions.create()`,
    calls: ['model:call@6 call'],
  },
  {
    title: 'an annotated parameter',
    code: `from playwright.async_api import Page\nasync def f(page: Page):\n    await page.goto('x')`,
    calls: ['browser:automate@3 call'],
  },
  {
    title: 'a session in a with statement',
    code: `import aiohttp\nasync def f():\n    async with aiohttp.ClientSession() as s:\n        await s.get('x')`,
    calls: ['api:call@4 call'],
  },
  { title: 'mail', code: `import smtplib\ns = smtplib.SMTP('x')\ns.send_message(m)`, calls: ['email:send@3 call'] },
  {
    title: 'a cloud client',
    code: `import boto3\ns3 = boto3.client('s3')\ns3.upload_file('a', 'b', 'c')`,
    calls: ['cloud:access@2 call', 'data:export@3 call'],
  },
  { title: 'a namespace package', code: `from google.cloud import storage\nstorage.Client()`, calls: ['cloud:access@2 call'] },
  {
    title: 'a longer name before a shorter one',
    code: `from google.cloud import bigquery\nbigquery.Client().query('SELECT 1')`,
    calls: ['db:read@2 call'],
  },
  {
    title: 'an import by name',
    code: `import importlib\nm = importlib.import_module('subprocess')\nm.run('ls')\n__import__('os').system('ls')`,
    calls: ['system:exec@3 call', 'system:exec@4 call'],
  },
  {
    title: 'an optional import',
    code: `try:\n    import requests\nexcept ImportError:\n    requests = None\nrequests.get('x')`,
    calls: ['api:call@5 call'],
  },
  {
    title: 'secrets of the environment',
    code: `import os\nos.environ['API_KEY']\nos.getenv('DB_PASSWORD')\nos.environ.get('GITHUB_TOKEN')`,
    calls: ['credential:read@2 call', 'credential:read@3 call', 'credential:read@4 call'],
  },
  { title: 'an action decorator', code: `@perform_action("send_email")\ndef f(): pass`, calls: ['email:send@1 decorator'] },
  {
    title: 'an action decorator of an object',
    code: `@agent.perform_action('read_config_file', risk='low')\nasync def f(): pass`,
    calls: ['file:read@1 decorator'],
  },
  { title: 'an action decorator without a name', code: `@perform_action\ndef delete_file(): pass`, calls: ['file:delete@1 decorator'] },
  { title: 'an action call', code: `agent.perform_action("query_database")`, calls: ['db:read@1 action'] },
  { title: 'a walrus', code: `import os\nif (s := os.system): s('ls')`, calls: ['system:exec@2 call'] },
  { title: 'a comprehension', code: `import os\n[os.remove(x) for x in y]`, calls: ['file:delete@2 call'] },
  { title: 'code after a syntax error', code: `import os\nprint "x"\nos.system('ls')`, calls: ['system:exec@3 call'] },
]

const nearMisses: readonly Case[] = [
  { title: 'a comment', code: `import os\n# os.system('ls')`, calls: [] },
  { title: 'a string', code: `import os\n"""os.system('ls')"""\nx = "eval(y)"`, calls: [] },
  { title: 'a function of the same name', code: `def open(p): pass\nopen('a')\ndef eval(x): pass\neval('1')`, calls: [] },
  { title: 'methods with a builtin’s name', code: `x.open('a', 'w')\ndf.eval('a + b')\nre.compile('x')\ncursor.exec('y')`, calls: [] },
  { title: 'a parameter that hides the import', code: `import os\ndef f(os):\n    os.system('ls')`, calls: [] },
  { title: 'a local that hides the import', code: `import os\ndef f():\n    os = fake()\n    os.system('ls')`, calls: [] },
  {
    title: 'a loop variable that hides the import',
    code: `from subprocess import run\ndef f(xs):\n    for run in xs:\n        run()`,
    calls: [],
  },
  { title: 'a lambda parameter that hides the import', code: `from subprocess import run\nlambda run: run()`, calls: [] },
  { title: 'a relative module with a known name', code: `from .subprocess import run\nrun('ls')`, calls: [] },
  { title: 'a module whose name begins alike', code: `import osmium\nosmium.system('x')`, calls: [] },
  { title: 'harmless functions of os', code: `import os\nos.path.join('a', 'b')\nos.getcwd()`, calls: [] },
  {
    title: 'methods of strings',
    code: `import os\nfrom pathlib import Path\nos.getcwd().replace('a', 'b')\nPath('a').name.replace('a', 'b')`,
    calls: [],
  },
  { title: 'an f-string around it', code: `import os\nf"os.system {x}"`, calls: [] },
  { title: 'an environment variable that is no secret', code: `import os\nos.environ['HOME']\nos.getenv('DEBUG')`, calls: [] },
  { title: 'a reference without a call', code: `import os\nhandler = os.system`, calls: [] },
  { title: 'a decorator of another name', code: `@perform("send_email")\ndef f(): pass`, calls: [] },
  { title: 'a class attribute that functions do not see', code: `class A:\n    open = 1\n    def f(self):\n        pass`, calls: [] },
]

describe('calls in Python', () => {
  it.each(fires)('finds $title', async ({ code, calls }) => {
    expect(capabilitiesOf(await extractText('src/a.py', code))).toEqual(calls)
  })

  it.each(nearMisses)('is not misled by $title', async ({ code, calls }) => {
    expect(capabilitiesOf(await extractText('src/a.py', code))).toEqual(calls)
  })
})

describe('imports in Python', () => {
  const cases: readonly (readonly [title: string, code: string, expected: readonly string[]])[] = [
    ['several modules', `import requests, sqlite3`, ['api:call@1 import', 'db:read@1 import']],
    ['a submodule', `import selenium.webdriver`, ['browser:automate@1 import']],
    ['names that say more than their module', `from os import remove`, ['file:delete@1 import']],
    [
      'a list over lines',
      `from shutil import (\n    copy,\n    rmtree,\n)`,
      ['file:delete@1 import', 'file:read@1 import', 'file:write@1 import'],
    ],
    ['no unknown module', `import numpy`, []],
    ['no string', `"""\nimport requests\n"""`, []],
  ]
  it.each(cases)('%s', async (_title, code, expected) => {
    expect(capabilitiesOf(await extractText('src/a.py', code), ['import'])).toEqual(expected)
  })

  it('names the files of the workspace that are imported', async () => {
    const code = `from . import tools\nfrom .util.text import clean\nfrom ..base import Base\nimport os`
    const { imports } = await extractText('pkg/sub/a.py', code)
    expect(imports).toEqual(['pkg/sub', 'pkg/sub/tools', 'pkg/sub/util/text', 'pkg/sub/util/text/clean', 'pkg/base', 'pkg/base/Base'])
  })

  it('tries an absolute import from every folder above, and from src', async () => {
    const { imports } = await extractText('pkg/sub/a.py', `from shop.cart import total`)
    expect(imports).toEqual([
      'pkg/sub/shop/cart',
      'pkg/sub/shop/cart/total',
      'pkg/shop/cart',
      'pkg/shop/cart/total',
      'shop/cart',
      'shop/cart/total',
      'src/shop/cart',
      'src/shop/cart/total',
    ])
  })
})
