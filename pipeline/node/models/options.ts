/** Where models are looked for. */

/** Where a model is looked for and downloaded from. */
export interface ModelStoreOptions {
  /** Model folders, in the order in which they are searched; downloads go into the first. Default: `modelFolders()`. */
  folders?: string[] | undefined;
  /** The hub's address; null never asks the hub. Default: HF_ENDPOINT, else https://huggingface.co. */
  hub?: string | null | undefined;
  /** The Maven command; null never runs Maven. Default: "mvn". */
  mvn?: string | null | undefined;
  /** Milliseconds to wait for the hub's first answer. Default 5,000. */
  answerTimeout?: number | undefined;
  /** Milliseconds without a byte from the hub, or for the whole Maven run. Default 30,000 and 600,000. */
  stallTimeout?: number | undefined;
  /** Cancels the download. */
  signal?: AbortSignal | undefined;
  /** Receives one sentence for each step. */
  onLog?: ((line: string) => void) | undefined;
  /** Receives the bytes of the ONNX file so far, and in all. */
  onBytes?: ((loaded: number, total: number) => void) | undefined;
}

/** The hub's address; null if the hub is not to be asked. */
export function hubAddress({ hub }: ModelStoreOptions): string | null {
  return hub === undefined ? (process.env.HF_ENDPOINT ?? 'https://huggingface.co') : hub;
}

/** The bytes of a model that was downloaded and not yet checked. */
export interface FetchedModel {
  onnx: Uint8Array;
  tokenizer: Uint8Array;
}
