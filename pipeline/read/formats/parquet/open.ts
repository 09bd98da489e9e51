import type { ParquetBytes, ParquetFile } from './parquet-file.ts';

/** Opens a Parquet file. The decoder is loaded with the first one. @throws Error that says what cannot be read and why */
export async function openParquet(bytes: ParquetBytes): Promise<ParquetFile> {
  const { ParquetFile } = await import('./parquet-file.ts');
  return ParquetFile.open(bytes);
}
