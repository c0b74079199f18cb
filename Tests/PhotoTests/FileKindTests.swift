import Photo
import Records
import TestSupport
import Testing

@Suite struct FileKindTests {
    @Test(arguments: [
        ("\u{FF}\u{D8}\u{FF}\u{E1}", FileKind.jpeg), ("\u{89}PNG\r\n\u{1A}\n", .png), ("GIF89a", .gif),
        ("RIFF\0\0\0\0WEBPVP8 ", .webp), ("RIFF\0\0\0\0AVI LIST", .unknown), ("II*\0\u{8}\0\0\0", .tiff),
        ("MM\0*\0\0\0\u{8}", .tiff), ("%PDF-1.7", .pdf), ("PK\u{3}\u{4}", .zip),
        ("\0\0\0\u{18}ftypheic\0\0\0\0mif1heic", .heic), ("\0\0\0\u{18}ftypmif1\0\0\0\0mif1heic", .heic),
        ("\0\0\0\u{18}ftypmif1\0\0\0\0mif1avif", .avif), ("\0\0\0\u{18}ftypavif\0\0\0\0mif1miaf", .avif),
        ("\0\0\0\u{18}ftypisom\0\0\0\0isommp41", .mp4), ("\0\0\0\u{14}ftypqt  \0\0\0\0qt  ", .mp4),
        ("\0\0\0\u{8}wide\0\0\0\0mdat", .mp4), ("BM6\0\0\0\0\0\0\06\0", .bmp), ("BMW sold the shop", .text),
        ("<!DOCTYPE html><html>", .html), ("\u{EF}\u{BB}\u{BF}\n <HTML lang=ko>", .html), ("photo was lost\n", .text),
        ("\u{EC}\u{82}\u{AC}\u{EC}\u{A7}", .text), ("", .empty), ("\0\0\0\0\0\0\0\0", .unknown),
        ("\u{1}\u{2}\u{3}", .unknown),
    ])
    func contentTellsTheKind(_ head: String, _ kind: FileKind) {
        // The scalars represent bytes.
        #expect(FileKind.sniff(head.unicodeScalars.map { UInt8($0.value) }) == kind)
    }

    @Test func whatIsNoJPEGIsRefusedByName() throws {
        var pixels = Pixels()
        let decoder = try PhotoDecoder()
        for (text, word) in [
            ("RIFF....WEBP", "WebP"), ("", "empty"), ("hello", "plain text"), ("\0\0\0\u{8}ftypheic", "HEIC"),
        ] {
            let error = #expect(throws: PhotoError.self) {
                try decoder.decode(Array(text.utf8), atLeast: 100, into: &pixels)
            }
            #expect(
                error?.code == (text.isEmpty ? "empty_file" : "unsupported_format")
                    && error?.message.contains(word) == true)
        }
    }

    @Test(.enabled(if: Fixtures.shared != nil)) func everyCameraFileIsAJPEG() throws {
        for file in try files(in: "real/exif") + files(in: "real/photos") {
            #expect(FileKind.sniff(try bytes(of: file)) == .jpeg)
        }
    }
}
