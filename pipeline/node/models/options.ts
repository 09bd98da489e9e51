/** Where models are looked for. */

/** Where models are looked for and fetched from. */
export interface ModelStoreOptions {
  /** Model folders, first to last; what is fetched goes into the first. Default: `modelFolders()`. */
  folders?: string[] | undefined;
  /** The hub's address, null to leave it out. Default: HF_ENDPOINT, else https://huggingface.co. */
  hub?: string | null | undefined;
  /** The Maven command, null to leave it out. Default: "mvn". */
  mvn?: string | null | undefined;
  /** Milliseconds until the hub's first answer. Default 5,000. */
  answerTimeout?: number | undefined;
  /** Milliseconds without a byte from the hub, and for all of Maven's work. Default 30,000 and 600,000. */
  stallTimeout?: number | undefined;
  /** Calls the fetching off. */
  signal?: AbortSignal | undefined;
  /** One sentence for each step. */
  onLog?: ((line: string) => void) | undefined;
  /** Bytes of the ONNX file so far, and in all. */
  onBytes?: ((loaded: number, total: number) => void) | undefined;
}

/** The hub's address; null where it is left out. */
export function hubAddress({ hub }: ModelStoreOptions): string | null {
  return hub === undefined ? (process.env.HF_ENDPOINT ?? 'https://huggingface.co') : hub;
}
