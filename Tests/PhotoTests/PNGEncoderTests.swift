import Foundation
import Records
import TestSupport
import Testing

@testable import Photo

private let reader = """
    import sys, zlib, struct
    data = open(sys.argv[1], "rb").read()
    assert data[:8] == b"\\x89PNG\\r\\n\\x1a\\n"
    at, body, size = 8, b"", None
    while at < len(data):
        length, = struct.unpack(">I", data[at:at + 4])
        kind, part = data[at + 4:at + 8], data[at + 8:at + 8 + length]
        assert struct.unpack(">I", data[at + 8 + length:at + 12 + length])[0] == zlib.crc32(kind + part)
        if kind == b"IHDR": size = struct.unpack(">IIBBBBB", part)
        if kind == b"IDAT": body += part
        at += 12 + length
    width, height = size[:2]
    assert size[2:] == (8, 2, 0, 0, 0)
    raw = zlib.decompress(body)
    rows = [raw[y * (width * 3 + 1):(y + 1) * (width * 3 + 1)] for y in range(height)]
    assert all(row[0] == 0 for row in rows)
    sys.stdout.buffer.write(b"".join(row[1:] for row in rows))
    """

@Suite struct PNGEncoderTests {
    /// Checksums and decompression are Python's own.
    @Test(arguments: [(1, 1), (3, 5), (300, 200), (21_845, 1), (1, 70_000)])
    func anotherReaderGetsTheSamePixels(width: Int, height: Int) throws {
        var random = Seeded(UInt64(width))
        let pixels = Pixels(
            width: width, height: height,
            rgb: (0..<width * height * 3).map { _ in UInt8.random(in: 0...255, using: &random) })
        try Fixtures.withTemporaryFolder { folder in
            let file = folder.appending(path: "a.png")
            try Data(PNGEncoder.encode(pixels)).write(to: file)
            let read = try runTool("python3", ["-c", reader, file.path])
            #expect(read.status == 0 && Array(read.output) == pixels.bytes)
        }
    }
}
