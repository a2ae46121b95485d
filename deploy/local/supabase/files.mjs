// Keeps the bytes of stored objects as files: FOLDER/<bucket>/<path>, written whole or not at all.
// Surprise: a file is written beside its place and moved there, so a reader never sees half of it and a kill -9 in
// the middle of an upload leaves the old version.
import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { copyFile, mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, normalize, sep } from "node:path";
import { Readable } from "node:stream";

export class Files {
  driver = null;

  constructor(folder, sql) {
    this.folder = folder;
    this.sql = sql;
  }

  async getObject(bucket, key, _version, wanted) {
    const path = this.place(bucket, key);
    const found = await stat(path);
    // What a file is stands in its row only.
    const [row] = await this.sql`select metadata from storage.objects where bucket_id = ${bucket} and name = ${key}`;
    const { mimetype = "application/octet-stream", cacheControl = "no-cache" } = row?.metadata ?? {};
    const metadata = { ...describe(found), mimetype, cacheControl };
    if (wanted?.ifNoneMatch === metadata.eTag) return { httpStatusCode: 304, metadata };
    return { httpStatusCode: 200, metadata, body: Readable.toWeb(createReadStream(path)) };
  }

  async uploadObject(bucket, key, _version, body, contentType, cacheControl) {
    const bytes = body instanceof Uint8Array ? body : new Uint8Array(await new Response(body).arrayBuffer());
    const path = this.place(bucket, key);
    await this.put(path, (beside) => writeFile(beside, bytes));
    const { lastModified } = describe(await stat(path));
    const eTag = `"${createHash("md5").update(bytes).digest("hex")}"`;
    return { cacheControl, contentLength: bytes.length, size: bytes.length, mimetype: contentType, lastModified, eTag };
  }

  async deleteObject(bucket, key) {
    await rm(this.place(bucket, key), { force: true });
  }

  async deleteObjects(bucket, keys) {
    for (const key of keys) await this.deleteObject(bucket, key);
  }

  async copyObject(fromBucket, from, _fromVersion, toBucket, to) {
    const path = this.place(toBucket, to);
    await this.put(path, (beside) => copyFile(this.place(fromBucket, from), beside));
    const { eTag, lastModified } = describe(await stat(path));
    return { httpStatusCode: 200, eTag, lastModified };
  }

  async headObject(bucket, key) {
    return { ...describe(await stat(this.place(bucket, key))), httpStatusCode: 200 };
  }

  async privateAssetUrl(bucket, key) {
    return `file://${this.place(bucket, key)}`;
  }

  place(bucket, key) {
    const path = normalize(join(this.folder, bucket, key));
    if (!path.startsWith(join(this.folder, bucket) + sep)) throw new Error("a path outside of its bucket");
    return path;
  }

  async put(path, write) {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const beside = `${path}.${randomUUID()}.part`;
    try {
      await write(beside);
      await rename(beside, path);
    } catch (problem) {
      await rm(beside, { force: true });
      throw problem;
    }
  }
}

function describe(found) {
  const eTag = `"${createHash("md5").update(`${found.ino}:${found.mtimeMs}:${found.size}`).digest("hex")}"`;
  return { contentLength: found.size, size: found.size, lastModified: found.mtime, eTag };
}
