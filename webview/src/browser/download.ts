/** Hands a text to the browser as a file to keep. */
export function download(fileName: string, mediaType: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: mediaType }))
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  // The browser reads the address when the click's task is over.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
