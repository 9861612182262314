import type { CapabilityName } from '@reeve/protocol/capabilities'

/**
 * What importing a package and calling its functions says of a program's capabilities.
 * The first table row that holds a package speaks for it. Names are separated by spaces.
 */
export interface PackageRow {
  /** Names as they are imported in JavaScript; subpaths and `node:` are left out. */
  readonly npm?: string
  /** Names as they are imported in Python, dotted where only a part of a package is meant. */
  readonly pypi?: string
  /** What an import alone makes likely. */
  readonly imports: readonly CapabilityName[]
  /**
   * What calls show. A name is the last member of the callee; `a.b` asks for both, `default` is the package itself,
   * and `*` is any call.
   * Results of calls are followed: `new Client().query()` is a call of `Client.query`.
   */
  readonly calls?: Partial<Record<CapabilityName, string>>
  /**
   * Calls whose first argument is SQL, whose first word tells reading, writing and administering apart.
   * `()` is a call of what the package gave back.
   */
  readonly sql?: string
  /** Calls that open a file in the mode that their second argument names. */
  readonly opens?: string
  /** Set where the package's functions give plain values, whose methods say nothing: `os.getcwd().replace()`. */
  readonly givesValues?: true
}

const fileCalls = {
  'file:read':
    'readFile readFileSync createReadStream readdir readdirSync opendir opendirSync readlink readlinkSync readv readJson readJsonSync readJSON readJSONSync copyFile copyFileSync cp cpSync copy copySync openAsBlob',
  'file:write':
    'writeFile writeFileSync appendFile appendFileSync createWriteStream mkdir mkdirSync mkdtemp mkdtempSync rename renameSync copyFile copyFileSync cp cpSync symlink symlinkSync link linkSync truncate truncateSync ftruncate ftruncateSync writev outputFile outputFileSync writeJson writeJsonSync writeJSON outputJson outputJsonSync ensureDir ensureDirSync ensureFile ensureFileSync copy copySync move moveSync mkdirp mkdirs',
  'file:delete': 'unlink unlinkSync rm rmSync rmdir rmdirSync remove removeSync emptyDir emptyDirSync',
  'system:admin': 'chmod chmodSync chown chownSync lchown lchownSync fchmod fchown',
} as const satisfies PackageRow['calls']

const httpVerbs = 'get post put patch delete head options request stream send fetch'
const sqlVerbs =
  'query execute exec run all get each prepare raw queryRaw executeRaw $queryRawUnsafe $executeRawUnsafe executemany executescript fetch fetchrow fetchval fetch_all fetch_one unsafe batch executeMultiple'
const mailSends = 'sendMail send send_message sendmail send_email sendEmail'

export const packageTable: readonly PackageRow[] = [
  // Files.
  { npm: 'fs fs-extra graceful-fs memfs', imports: ['file:read'], calls: fileCalls, opens: 'open openSync' },
  { npm: 'rimraf del trash', imports: ['file:delete'], calls: { 'file:delete': '*' } },
  { npm: 'glob fast-glob globby tiny-glob', imports: ['file:read'], calls: { 'file:read': '*' } },
  { npm: 'chokidar', imports: ['file:read'], calls: { 'file:read': 'watch' } },
  { npm: 'write-file-atomic mkdirp make-dir', imports: ['file:write'], calls: { 'file:write': '*' } },
  {
    npm: 'adm-zip jszip archiver tar unzipper extract-zip',
    imports: ['file:read'],
    calls: { 'file:write': 'extractAllTo extract x', 'file:read': 'create c' },
  },
  {
    npm: 'xlsx exceljs',
    pypi: 'openpyxl docx pptx',
    imports: ['file:read'],
    calls: { 'file:read': 'readFile load_workbook Document Presentation', 'file:write': 'writeFile save' },
  },
  {
    npm: 'pdf-parse pdfjs-dist mammoth',
    pypi: 'pypdf PyPDF2 pdfplumber fitz',
    imports: ['file:read'],
    calls: { 'file:read': 'getDocument extractRawText PdfReader open' },
  },
  {
    pypi: 'pathlib aiopath anyio.Path',
    imports: ['file:read'],
    calls: {
      'file:read': 'read_text read_bytes iterdir glob rglob',
      'file:write': 'write_text write_bytes mkdir touch rename symlink_to',
      'file:delete': 'unlink rmdir',
      'system:admin': 'chmod',
    },
    opens: 'Path.open open',
  },
  {
    pypi: 'shutil',
    imports: ['file:write'],
    calls: {
      'file:write': 'copy copy2 copyfile copytree move make_archive unpack_archive',
      'file:read': 'copy copy2 copyfile copytree',
      'file:delete': 'rmtree',
      'system:admin': 'chown',
    },
  },
  { pypi: 'aiofiles codecs io gzip bz2 lzma', imports: ['file:read'], opens: 'open' },
  {
    pypi: 'tempfile',
    imports: ['file:write'],
    calls: { 'file:write': 'NamedTemporaryFile TemporaryFile mkstemp mkdtemp TemporaryDirectory' },
  },
  { pypi: 'glob fileinput', imports: ['file:read'], calls: { 'file:read': 'glob iglob input' } },
  {
    pypi: 'zipfile tarfile',
    imports: ['file:read'],
    calls: { 'file:read': 'ZipFile open', 'file:write': 'extractall extract write writestr' },
  },
  { pypi: 'watchdog watchfiles', imports: ['file:read'], calls: { 'file:read': 'watch awatch schedule' } },
  { pypi: 'send2trash', imports: ['file:delete'], calls: { 'file:delete': '*' } },
  {
    pypi: 'pandas polars',
    imports: [],
    calls: {
      'file:read': 'read_csv read_excel read_parquet read_json read_feather scan_csv scan_parquet',
      'file:write': 'to_csv to_excel to_parquet write_csv write_parquet',
      'db:read': 'read_sql read_sql_query read_sql_table read_database',
      'db:write': 'to_sql write_database',
    },
  },

  // Commands, code and processes.
  {
    npm: 'child_process shelljs zx node-pty @lydell/node-pty',
    imports: ['system:exec'],
    calls: {
      'system:exec': 'exec execSync execFile execFileSync spawn spawnSync fork sync execa execaSync execaCommand command x $ node default',
      'file:execute': 'execFile execFileSync fork',
      'file:delete': 'rm',
    },
  },
  { npm: 'cross-spawn execa tinyexec nano-spawn', imports: ['system:exec'], calls: { 'system:exec': '*' } },
  {
    npm: 'vm vm2 isolated-vm quickjs-emscripten',
    imports: ['system:exec'],
    calls: { 'system:exec': 'runInNewContext runInThisContext runInContext Script compileFunction run eval evalCode compileScript' },
  },
  { npm: 'worker_threads', imports: [], calls: { 'file:execute': 'Worker' } },
  {
    npm: '@e2b/code-interpreter e2b @vercel/sandbox @daytonaio/sdk',
    pypi: 'e2b e2b_code_interpreter daytona_sdk modal.Sandbox',
    imports: ['system:exec'],
    calls: { 'system:exec': 'runCode run_code run runCommand commands.run exec code_run executeCommand' },
  },
  {
    npm: 'ssh2 node-ssh simple-ssh',
    pypi: 'paramiko fabric asyncssh pexpect',
    imports: ['system:exec', 'network:connect'],
    calls: {
      'system:exec': 'exec execCommand exec_command run sudo spawn',
      'network:connect': 'connect Connection',
      'file:write': 'putFile put',
      'file:read': 'getFile',
    },
  },
  {
    npm: 'dockerode',
    pypi: 'docker',
    imports: ['system:exec'],
    calls: { 'system:exec': 'run exec containers.run exec_run createContainer create', 'system:admin': 'stop kill remove prune' },
  },
  {
    npm: '@kubernetes/client-node',
    pypi: 'kubernetes',
    imports: ['cloud:access'],
    calls: {
      'cloud:access': '*',
      'system:admin':
        'createNamespacedPod create_namespaced_pod deleteNamespacedPod delete_namespaced_pod patchNamespacedDeployment patch_namespaced_deployment',
    },
  },
  {
    npm: 'systeminformation node-windows pm2 sudo-prompt',
    imports: ['system:admin'],
    calls: { 'system:admin': 'start stop restart delete exec' },
  },
  { npm: 'robotjs @nut-tree/nut-js', pypi: 'pyautogui pynput keyboard', imports: ['system:admin'], calls: { 'system:admin': '*' } },
  { npm: 'process', imports: [], calls: { 'system:admin': 'kill setuid setgid' } },
  {
    pypi: 'subprocess sh plumbum',
    imports: ['system:exec'],
    calls: { 'system:exec': 'run call check_call check_output Popen getoutput getstatusoutput Command bash' },
  },
  {
    pypi: 'asyncio',
    imports: [],
    calls: {
      'system:exec': 'create_subprocess_exec create_subprocess_shell',
      'network:connect': 'open_connection open_unix_connection',
      'network:listen': 'start_server start_unix_server',
    },
  },
  {
    pypi: 'os',
    givesValues: true,
    imports: [],
    calls: {
      'system:exec': 'system popen execv execve execvp execl execlp spawnv spawnl spawnlp posix_spawn startfile',
      'file:read': 'listdir scandir walk readlink',
      'file:write': 'mkdir makedirs rename replace symlink link truncate mkfifo',
      'file:delete': 'remove unlink rmdir removedirs',
      'system:admin': 'kill killpg chmod chown setuid setgid reboot putenv',
    },
    opens: 'fdopen',
  },
  {
    pypi: 'pty runpy code codeop',
    imports: ['system:exec'],
    calls: { 'system:exec': 'spawn run_path run_module interact InteractiveInterpreter InteractiveConsole' },
  },
  { pypi: 'RestrictedPython', imports: ['system:exec'], calls: { 'system:exec': 'compile_restricted compile_restricted_exec' } },
  { pypi: 'psutil', imports: ['system:admin'], calls: { 'system:admin': 'kill terminate suspend resume nice' } },
  { pypi: 'ctypes cffi', imports: ['system:exec'], calls: { 'system:exec': 'CDLL WinDLL LoadLibrary dlopen' } },
  { pypi: 'builtins', imports: [], calls: { 'system:exec': 'eval exec' }, opens: 'open' },
  {
    npm: 'globalThis',
    imports: [],
    calls: {
      'system:exec': 'eval Function Bun.spawn Bun.spawnSync Bun.$ Deno.Command Deno.run',
      'api:call': 'fetch XMLHttpRequest',
      'network:connect': 'WebSocket EventSource Deno.connect Bun.connect Deno.connectTls',
      'network:listen': 'Deno.serve Bun.serve Deno.listen Bun.listen',
      'file:read': 'Deno.readTextFile Deno.readTextFileSync Deno.readFile Deno.readFileSync Deno.readDir Bun.file',
      'file:write': 'Deno.writeTextFile Deno.writeTextFileSync Deno.writeFile Deno.writeFileSync Bun.write Deno.mkdir',
      'file:delete': 'Deno.remove Deno.removeSync',
      'system:admin': 'process.kill process.setuid process.setgid Deno.kill',
    },
  },

  // HTTP clients.
  {
    npm: 'http https http2',
    imports: [],
    calls: { 'api:call': 'request get connect', 'network:listen': 'createServer createSecureServer' },
  },
  { npm: 'axios', imports: ['api:call'], calls: { 'api:call': `${httpVerbs} axios *` } },
  {
    npm: 'got node-fetch undici ky ky-universal cross-fetch isomorphic-fetch whatwg-fetch superagent needle request request-promise ofetch wretch phin bent make-fetch-happen',
    imports: ['api:call'],
    calls: { 'api:call': '*' },
  },
  {
    pypi: 'requests httpx aiohttp urllib3 pycurl treq niquests requests_html httplib2 grequests',
    imports: ['api:call'],
    calls: {
      'api:call': `${httpVerbs} urlopen ws_connect Session.get Session.post perform`,
      'network:listen': 'web.run_app run_app TCPSite',
    },
  },
  {
    pypi: 'urllib.request urllib http.client',
    imports: [],
    calls: { 'api:call': 'urlopen urlretrieve Request HTTPConnection HTTPSConnection' },
  },
  {
    npm: '@octokit/rest octokit @octokit/core @octokit/graphql',
    pypi: 'github githubkit gitlab',
    imports: ['api:call'],
    calls: { 'api:call': '*' },
  },
  {
    npm: '@notionhq/client @linear/sdk jira-client jira.js airtable @hubspot/api-client stripe @shopify/shopify-api asana trello',
    pypi: 'notion_client jira atlassian stripe airtable pyairtable hubspot simple_salesforce',
    imports: ['api:call'],
    calls: { 'api:call': '*' },
  },
  {
    npm: 'graphql-request @apollo/client urql apollo-client',
    pypi: 'gql sgqlc',
    imports: ['api:call'],
    calls: { 'api:call': 'request query mutate rawRequest execute execute_async' },
  },
  {
    npm: '@tavily/core exa-js serpapi',
    pypi: 'tavily exa_py serpapi googlesearch duckduckgo_search ddgs wikipedia',
    imports: ['api:call'],
    calls: { 'api:call': '*' },
  },

  // Sockets and servers.
  {
    npm: 'net tls dgram',
    imports: ['network:connect'],
    calls: { 'network:connect': 'connect createConnection Socket createSocket', 'network:listen': 'createServer Server listen bind' },
  },
  { npm: 'dns', pypi: 'dns', imports: [], calls: { 'network:connect': 'lookup resolve resolve4 resolve6' } },
  {
    npm: 'ws isomorphic-ws socket.io-client reconnecting-websocket sockjs-client',
    imports: ['network:connect'],
    calls: { 'network:connect': 'default WebSocket io connect', 'network:listen': 'WebSocketServer Server' },
  },
  { npm: 'socket.io', imports: ['network:listen'], calls: { 'network:listen': 'Server listen' } },
  {
    npm: 'express fastify koa hono @hono/node-server @hapi/hapi restify polka @nestjs/core @feathersjs/express h3 elysia',
    imports: ['network:listen'],
    calls: { 'network:listen': 'listen serve NestFactory.create start' },
  },
  {
    npm: 'mqtt kafkajs amqplib nats bullmq ioredis-mock',
    pypi: 'paho pika kafka confluent_kafka aiokafka nats celery zmq',
    imports: ['network:connect'],
    calls: { 'network:connect': 'connect connectAsync Kafka BlockingConnection KafkaProducer KafkaConsumer Producer Consumer' },
  },
  {
    npm: 'ftp basic-ftp ssh2-sftp-client',
    pypi: 'ftplib pysftp telnetlib',
    imports: ['network:connect'],
    calls: {
      'network:connect': 'connect access FTP FTP_TLS Telnet Connection',
      'data:export': 'uploadFrom put storbinary storlines fastPut',
    },
  },
  {
    pypi: 'socket ssl',
    imports: ['network:connect'],
    calls: { 'network:connect': 'connect create_connection connect_ex', 'network:listen': 'bind listen create_server' },
  },
  {
    pypi: 'socketserver http.server xmlrpc.server wsgiref',
    imports: ['network:listen'],
    calls: {
      'network:listen':
        'TCPServer UDPServer HTTPServer ThreadingHTTPServer ThreadingTCPServer serve_forever make_server SimpleXMLRPCServer',
    },
  },
  {
    pypi: 'websockets websocket',
    imports: ['network:connect'],
    calls: { 'network:connect': 'connect create_connection WebSocketApp', 'network:listen': 'serve' },
  },
  {
    pypi: 'flask fastapi starlette sanic tornado bottle quart falcon litestar uvicorn hypercorn gunicorn waitress',
    imports: ['network:listen'],
    calls: { 'network:listen': 'run listen serve' },
  },
  { pypi: 'scapy nmap', imports: ['network:connect'], calls: { 'network:connect': 'send sendp sr sr1 scan', 'network:listen': 'sniff' } },

  // Databases.
  {
    npm: 'pg postgres mysql mysql2 mariadb mssql tedious oracledb sqlite sqlite3 better-sqlite3 node:sqlite bun:sqlite @libsql/client @neondatabase/serverless @vercel/postgres @planetscale/database duckdb @duckdb/node-api snowflake-sdk @clickhouse/client @databricks/sql @electric-sql/pglite sql.js pg-promise slonik @cloudflare/d1',
    imports: ['db:read'],
    sql: `${sqlVerbs} any one many none oneOrNone manyOrNone sql ()`,
  },
  {
    pypi: 'sqlite3 aiosqlite psycopg psycopg2 asyncpg pg8000 MySQLdb mysql pymysql aiomysql mariadb pyodbc pymssql oracledb cx_Oracle duckdb snowflake clickhouse_driver clickhouse_connect databases records trino prestodb google.cloud.bigquery google.cloud.spanner databricks.sql',
    imports: ['db:read'],
    sql: `${sqlVerbs} command insert_many`,
  },
  {
    npm: 'knex objection bookshelf',
    imports: ['db:read'],
    sql: 'raw',
    calls: {
      'db:read': 'select first where pluck',
      'db:write': 'insert update del delete',
      'db:admin': 'createTable dropTable alterTable schema.createTable',
    },
  },
  {
    npm: 'sequelize typeorm @mikro-orm/core',
    imports: ['db:read'],
    sql: 'query',
    calls: {
      'db:read': 'find findOne findAll findByPk findAndCountAll findBy findOneBy',
      'db:write': 'save create bulkCreate update destroy upsert insert',
      'db:admin': 'sync synchronize dropSchema',
    },
  },
  {
    npm: '@prisma/client drizzle-orm kysely',
    imports: ['db:read'],
    sql: '$queryRaw $executeRaw $queryRawUnsafe $executeRawUnsafe',
    calls: {
      'db:read': 'findMany findFirst findUnique findFirstOrThrow findUniqueOrThrow count aggregate groupBy selectFrom select',
      'db:write': 'create createMany update updateMany upsert delete deleteMany insert insertInto updateTable deleteFrom',
      'db:admin': 'createTable dropTable',
    },
  },
  {
    pypi: 'sqlalchemy sqlmodel',
    imports: ['db:read'],
    sql: 'text execute exec exec_driver_sql',
    calls: {
      'db:read': 'select scalars scalar query',
      'db:write': 'insert update delete add add_all merge bulk_save_objects',
      'db:admin': 'create_all drop_all',
    },
  },
  {
    pypi: 'django.db peewee tortoise pony ormar',
    imports: ['db:read'],
    sql: 'execute execute_sql raw',
    calls: {
      'db:read': 'filter get all select',
      'db:write': 'create save update delete insert bulk_create',
      'db:admin': 'create_tables drop_tables generate_schemas',
    },
  },
  {
    npm: 'mongodb mongoose monk',
    pypi: 'pymongo motor mongoengine beanie',
    imports: ['db:read'],
    calls: {
      'db:read': 'find findOne findById aggregate countDocuments distinct find_one count_documents estimated_document_count',
      'db:write':
        'insertOne insertMany updateOne updateMany deleteOne deleteMany replaceOne bulkWrite findOneAndUpdate findOneAndDelete findByIdAndUpdate findByIdAndDelete create save insert_one insert_many update_one update_many delete_one delete_many replace_one bulk_write find_one_and_update find_one_and_delete',
      'db:admin':
        'dropCollection dropDatabase createCollection createIndex drop drop_collection drop_database create_collection create_index',
    },
  },
  {
    npm: 'redis ioredis @upstash/redis @vercel/kv memcached',
    pypi: 'redis aioredis pymemcache upstash_redis',
    imports: ['db:read'],
    calls: {
      'db:read': 'get mget hget hgetall hGet hGetAll lrange lRange smembers sMembers keys scan zrange exists',
      'db:write': 'set mset hset hSet hmset setex setEx lpush lPush rpush rPush sadd sAdd zadd zAdd del delete incr expire publish',
      'db:admin': 'flushall flushAll flushdb flushDb config configSet config_set',
    },
  },
  {
    npm: 'cassandra-driver neo4j-driver @elastic/elasticsearch @opensearch-project/opensearch meilisearch typesense',
    pypi: 'cassandra neo4j elasticsearch opensearchpy influxdb influxdb_client arango meilisearch',
    imports: ['db:read'],
    calls: {
      'db:read': 'execute run search get query executeRead execute_read msearch',
      'db:write': 'index bulk update delete create executeWrite execute_write write addDocuments add_documents',
      'db:admin': 'indices.create indices.delete',
    },
  },
  {
    npm: '@pinecone-database/pinecone chromadb weaviate-client @qdrant/js-client-rest @zilliz/milvus2-sdk-node faiss-node vectordb @lancedb/lancedb',
    pypi: 'pinecone chromadb weaviate qdrant_client pymilvus faiss lancedb',
    imports: ['db:read'],
    calls: {
      'db:read': 'query search get fetch similarity_search query_points',
      'db:write': 'upsert add insert delete update create_documents',
      'db:admin': 'createIndex create_index createCollection create_collection deleteIndex delete_index delete_collection',
    },
  },
  {
    npm: '@supabase/supabase-js firebase firebase-admin convex appwrite',
    pypi: 'supabase firebase_admin',
    imports: ['db:read'],
    calls: {
      'db:read': 'select get getDoc getDocs onSnapshot',
      'db:write': 'insert update upsert delete set add setDoc addDoc updateDoc deleteDoc',
      'user:write': 'auth.admin.createUser auth.admin.deleteUser createUser deleteUser updateUser create_user delete_user update_user',
      'user:read': 'auth.getUser getUser getUserByEmail listUsers auth.admin.listUsers get_user list_users',
    },
  },
  {
    npm: '@aws-sdk/client-dynamodb @aws-sdk/lib-dynamodb',
    imports: ['db:read', 'cloud:access'],
    calls: {
      'db:read': 'GetCommand QueryCommand ScanCommand GetItemCommand BatchGetCommand',
      'db:write': 'PutCommand UpdateCommand DeleteCommand PutItemCommand UpdateItemCommand DeleteItemCommand BatchWriteCommand',
      'db:admin': 'CreateTableCommand DeleteTableCommand',
      'cloud:access': 'send',
    },
  },

  // Clouds.
  {
    npm: '@aws-sdk/client-secrets-manager @aws-sdk/client-ssm @google-cloud/secret-manager @azure/keyvault-secrets',
    pypi: 'google.cloud.secretmanager azure.keyvault.secrets',
    imports: ['credential:read', 'cloud:access'],
    calls: {
      'credential:read': 'GetSecretValueCommand GetParameterCommand accessSecretVersion access_secret_version getSecret get_secret',
      'cloud:access': 'send',
    },
  },
  {
    npm: '@aws-sdk/client-ses @aws-sdk/client-sesv2',
    imports: ['email:send', 'cloud:access'],
    calls: { 'email:send': 'SendEmailCommand SendRawEmailCommand', 'cloud:access': 'send' },
  },
  {
    npm: '@aws-sdk/client-bedrock-runtime',
    imports: ['model:call', 'cloud:access'],
    calls: {
      'model:call': 'InvokeModelCommand ConverseCommand ConverseStreamCommand InvokeModelWithResponseStreamCommand',
      'cloud:access': 'send',
    },
  },
  {
    npm: '@google-cloud/vertexai @google-cloud/aiplatform',
    pypi: 'vertexai google.cloud.aiplatform',
    imports: ['model:call', 'cloud:access'],
    calls: { 'model:call': 'generateContent generate_content generateContentStream predict sendMessage send_message' },
  },
  {
    npm: 'aws-sdk @aws-sdk/* @aws-cdk/* aws-cdk-lib @google-cloud/* googleapis google-auth-library @azure/* @cloudflare/* cloudflare @digitalocean/* oci-sdk @pulumi/* @vercel/blob',
    pypi: 'boto3 botocore aioboto3 google.cloud googleapiclient google.oauth2 azure msrestazure oci digitalocean pulumi cloudflare ibm_boto3 libcloud openstack',
    imports: ['cloud:access'],
    calls: {
      'cloud:access': '*',
      'data:export':
        'PutObjectCommand put_object upload_file upload_fileobj putObject upload_blob upload_from_filename upload_from_string uploadFile',
      'credential:read': 'get_secret_value getSecretValue get_parameter',
      'email:send': 'send_email send_raw_email sendEmail',
    },
  },
  { npm: '@databricks/sdk', pypi: 'databricks', imports: ['cloud:access'], calls: { 'cloud:access': '*' } },

  // Browsers and scraping.
  {
    npm: 'playwright playwright-core puppeteer puppeteer-core puppeteer-extra selenium-webdriver webdriverio @playwright/test @browserbasehq/stagehand nightwatch taiko',
    pypi: 'playwright selenium pyppeteer splinter helium browser_use undetected_chromedriver nodriver patchright',
    imports: ['browser:automate'],
    calls: {
      'browser:automate':
        'launch goto click fill type press connect connectOverCDP connect_over_cdp launchPersistentContext launch_persistent_context newPage new_page Chrome Firefox Edge Safari Remote Builder get find_element findElement send_keys run act remote Browser',
      'browser:scrape': 'content textContent text_content innerHTML inner_html innerText inner_text $$eval extract page_source',
      'file:write': 'screenshot pdf save_screenshot',
    },
  },
  {
    npm: 'cheerio jsdom crawlee node-html-parser linkedom @mozilla/readability @mendable/firecrawl-js firecrawl apify',
    pypi: 'bs4 scrapy lxml.html trafilatura newspaper readability firecrawl crawl4ai scrapegraphai selectolax mechanicalsoup html2text parsel',
    imports: ['browser:scrape'],
    calls: {
      'browser:scrape':
        'load BeautifulSoup JSDOM parse fromURL scrapeUrl scrape_url scrape crawl crawlUrl arun run fetch_url extract document_fromstring fromstring HTMLParser Selector Readability Article',
    },
  },

  // Mail and messages.
  {
    npm: 'nodemailer @sendgrid/mail resend mailgun.js mailgun-js postmark emailjs sib-api-v3-sdk @getbrevo/brevo mailersend @mailchimp/mailchimp_transactional',
    pypi: 'smtplib aiosmtplib sendgrid resend mailgun postmarker yagmail mailersend redmail',
    imports: ['email:send'],
    calls: {
      'email:send': `${mailSends} sendMultiple sendEmail emails.send Emails.send messages.create mail.send.post post sendEmailWithTemplate`,
    },
  },
  {
    npm: 'imap imapflow imap-simple node-imap poplib mailparser',
    pypi: 'imaplib poplib imap_tools aioimaplib imapclient exchangelib',
    imports: ['email:read'],
    calls: {
      'email:read': 'fetch fetchOne search connect openBox retr login select IMAP4_SSL IMAP4 POP3_SSL simpleParser',
      'email:send': 'send_and_save',
    },
  },
  {
    npm: '@slack/web-api @slack/bolt @slack/webhook discord.js telegraf node-telegram-bot-api grammy twilio whatsapp-web.js botbuilder @microsoft/teams-js',
    pypi: 'slack_sdk slack_bolt slack discord telegram telebot aiogram twilio tweepy vonage pywhatkit',
    imports: ['email:send'],
    calls: {
      'email:send':
        'postMessage chat_postMessage chat.postMessage send sendMessage send_message reply messages.create sendPhoto send_photo create_tweet say',
      'email:read': 'conversations_history conversations.history getUpdates get_updates',
      'data:export': 'files.upload files_upload files.uploadV2 files_upload_v2 sendDocument send_document',
    },
  },

  // Models.
  {
    npm: 'openai @anthropic-ai/sdk @google/generative-ai @google/genai @mistralai/mistralai cohere-ai groq-sdk together-ai replicate @huggingface/inference ollama @xenova/transformers @huggingface/transformers node-llama-cpp @azure/openai @fireworks-ai/sdk voyageai @cerebras/cerebras_cloud_sdk deepseek',
    pypi: 'openai anthropic google.generativeai google.genai mistralai cohere groq together replicate huggingface_hub ollama litellm transformers vllm llama_cpp fireworks voyageai cerebras dashscope zhipuai ai21 instructor sentence_transformers guidance dspy xai_sdk portkey_ai',
    imports: ['model:call'],
    calls: {
      'model:call':
        'create parse stream generate generateContent generate_content generateContentStream generate_content_stream sendMessage send_message chat chat_stream complete completion acompletion completions.create messages.create responses.create embeddings.create embedContent embed_content embed encode run textGeneration text_generation chatCompletion chat_completion pipeline rerank predict transcribe',
    },
  },
  {
    npm: '@anthropic-ai/claude-agent-sdk @anthropic-ai/claude-code',
    pypi: 'claude_agent_sdk claude_code_sdk',
    imports: ['model:call'],
    calls: { 'model:call': 'query ClaudeSDKClient unstable_v2_prompt unstable_v2_createSession' },
  },
  {
    npm: 'ai @ai-sdk/*',
    imports: ['model:call'],
    calls: {
      'model:call':
        'generateText streamText generateObject streamObject embed embedMany generateImage experimental_generateImage ToolLoopAgent.generate ToolLoopAgent.stream Agent.generate Agent.stream',
    },
  },
  {
    npm: 'langchain @langchain/* llamaindex @llamaindex/* @mastra/core @openai/agents @google/adk genkit @genkit-ai/*',
    pypi: 'langchain langchain_core langchain_openai langchain_anthropic langchain_community langchain_google_genai langchain_ollama langchain_groq langchain_aws langchain_mistralai langchain_cohere langgraph llama_index crewai autogen autogen_agentchat autogen_ext ag2 pydantic_ai agents smolagents semantic_kernel google.adk haystack strands agno phi',
    imports: ['model:call'],
    calls: {
      'model:call':
        'invoke ainvoke stream astream batch abatch predict generate kickoff kickoff_async initiate_chat a_initiate_chat run_sync run_stream run Runner.run Runner.run_sync Runner.run_streamed chat achat complete acomplete query aquery',
    },
  },

  // MCP.
  {
    npm: '@modelcontextprotocol/sdk @modelcontextprotocol/client @ai-sdk/mcp mcp-use',
    pypi: 'mcp fastmcp mcp_use',
    imports: [],
    calls: {
      'mcp:tool_use': 'callTool call_tool listTools list_tools',
      'mcp:resource_read': 'readResource read_resource listResources list_resources',
    },
  },
  {
    npm: '@langchain/mcp-adapters',
    pypi: 'langchain_mcp_adapters',
    imports: ['mcp:tool_use'],
    calls: { 'mcp:tool_use': 'getTools get_tools MultiServerMCPClient load_mcp_tools loadMcpTools' },
  },

  // Secrets and cryptography.
  {
    npm: 'keytar @napi-rs/keyring node-vault dotenv @1password/sdk infisical-node @infisical/sdk @bitwarden/sdk-napi',
    pypi: 'keyring hvac dotenv infisical_client onepassword secretstorage',
    imports: ['credential:read'],
    calls: {
      'credential:read':
        'getPassword findCredentials findPassword get_password get_credential Entry read read_secret_version resolve config load_dotenv dotenv_values secrets.resolve',
    },
  },
  {
    npm: 'jsonwebtoken jose passport',
    pypi: 'jwt jose authlib passlib',
    imports: [],
    calls: { 'user:impersonate': 'sign SignJWT.sign encode' },
  },
  {
    npm: 'crypto crypto-js node-forge tweetnacl libsodium-wrappers sodium-native openpgp @noble/ciphers bcrypt',
    pypi: 'cryptography nacl Crypto Cryptodome gnupg pyAesCrypt',
    imports: [],
    calls: {
      'data:encrypt':
        'createCipheriv createDecipheriv publicEncrypt privateDecrypt AES.encrypt AES.decrypt secretbox box crypto_secretbox_easy encrypt decrypt Fernet encrypt_file decrypt_file encrypt_and_digest decrypt_and_verify',
    },
  },
  {
    npm: 'clerk @clerk/backend @clerk/nextjs auth0 @okta/okta-sdk-nodejs ldapjs next-auth',
    pypi: 'ldap3 ldap okta auth0 msal',
    imports: ['user:read'],
    calls: {
      'user:read': 'getUser getUserList users.get getAll search list_users get_user currentUser',
      'user:write':
        'createUser updateUser deleteUser create_user update_user delete_user users.create users.update users.delete modify add',
    },
  },
]

/** Packages whose distribution has another name than the module it is imported by. */
export const distributionModules: Readonly<Record<string, string>> = {
  'psycopg2-binary': 'psycopg2',
  beautifulsoup4: 'bs4',
  'python-dotenv': 'dotenv',
  'slack-sdk': 'slack_sdk',
  'discord-py': 'discord',
  'discord.py': 'discord',
  'python-telegram-bot': 'telegram',
  'google-generativeai': 'google.generativeai',
  'google-genai': 'google.genai',
  'google-adk': 'google.adk',
  'google-cloud-storage': 'google.cloud',
  'google-cloud-bigquery': 'google.cloud.bigquery',
  'google-cloud-aiplatform': 'google.cloud.aiplatform',
  'google-api-python-client': 'googleapiclient',
  'azure-identity': 'azure',
  'azure-storage-blob': 'azure',
  'azure-keyvault-secrets': 'azure.keyvault.secrets',
  mysqlclient: 'MySQLdb',
  'mysql-connector-python': 'mysql',
  pygithub: 'github',
  'python-gitlab': 'gitlab',
  pyjwt: 'jwt',
  pycryptodome: 'Crypto',
  pynacl: 'nacl',
  'opensearch-py': 'opensearchpy',
  'snowflake-connector-python': 'snowflake',
  'openai-agents': 'agents',
  'websocket-client': 'websocket',
  pyzmq: 'zmq',
  pymupdf: 'fitz',
  'python-docx': 'docx',
  'python-pptx': 'pptx',
}
