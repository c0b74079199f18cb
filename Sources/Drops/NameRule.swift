import Records

/// What a name alone says of a file: the cheap test before any stat.
public enum NameRule: Sendable {
    /// Named like a photo, or like a picture of a kind that will be reported as unsupported.
    case candidate
    /// The name tells nothing (no ending, or one that nobody knows): the file's content decides.
    case doubtful
    /// Hidden, or of a transfer still under way: never looked at.
    case temporary
    /// Named like something that is not a picture: a list, a video, a database.
    case other

    /// Judges a file's name; letter case of the ending does not matter.
    public static func of(file name: UnsafeBufferPointer<UInt8>) -> NameRule {
        guard let first = name.first, first != UInt8(ascii: ".") else { return .temporary }
        if first == UInt8(ascii: "~"), isSyncthings(name) || isOfficeLock(name) { return .temporary }
        guard let ending = ending(of: name) else { return isTrashed(name) ? .temporary : .doubtful }
        if FileEndings.pictures.contains(ending) { return .candidate }
        if FileEndings.temporary.contains(ending) { return .temporary }
        if FileEndings.others.contains(ending) { return .other }
        return .doubtful
    }

    /// Judges a folder's name: true for hidden ones and for those in which file servers and systems keep their own
    /// thumbnails, snapshots and waste.
    public static func isHidden(folder name: UnsafeBufferPointer<UInt8>) -> Bool {
        if name.first == UInt8(ascii: ".") || isSyncthings(name) { return true }
        return serverFolders.contains { $0.count == name.count && $0.elementsEqual(name) }
    }

    /// The name that a file is a program's backup of (`a.jpg~`, `a.jpg.bak`, `a.jpg_original`); nil for any other.
    ///
    /// Where that name is still there the backup is not a photo of its own; where it is not, the backup may be all that
    /// is left of one.
    static func original(ofBackup name: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        for mark in backupMarks where name.count > mark.count {
            let tail = name.suffix(mark.count)
            if zip(tail, mark).allSatisfy({ lowered($0) == $1 }) { return name.dropLast(mark.count) }
        }
        return nil
    }

    /// What is counted of a file that its name says is not a picture: the ending in lower case.
    static func kind(ofOther name: some BidirectionalCollection<UInt8>) -> String {
        guard let dot = name.lastIndex(of: UInt8(ascii: ".")) else { return "other" }
        return String(decoding: name[name.index(after: dot)...].map(lowered), as: UTF8.self)
    }

    private static let serverFolders = [
        "@eaDir", "#recycle", "#snapshot", "@Recycle", "$RECYCLE.BIN", "System Volume Information", "lost+found",
    ].map { Array($0.utf8) }

    /// Editors', and ExifTool's.
    private static let backupMarks = ["~", ".bak", ".orig", ".old", "_original"].map { Array($0.utf8) }

    private static func isSyncthings(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        name.first == UInt8(ascii: "~") && name.starts(with: "~syncthing~".utf8)
    }

    /// `~$list.xlsx`.
    private static func isOfficeLock(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        name.count > 1 && name[1] == UInt8(ascii: "$")
    }

    /// `photo.jpg.trashed-1700000000`: deleted by its owner.
    private static func isTrashed(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        let mark = Array(".trashed-".utf8)
        let digits = name.reversed().prefix { (0x30...0x39).contains($0) }.count
        guard digits > 0, name.count > digits + mark.count else { return false }
        return name[..<(name.count - digits)].suffix(mark.count).elementsEqual(mark)
    }

    /// What follows the last dot, if it is short enough to be one of those that are known.
    private static func ending(of name: UnsafeBufferPointer<UInt8>) -> UInt128? {
        for length in 1...FileEndings.longest where length < name.count {
            if name[name.count - length - 1] == UInt8(ascii: ".") {
                return FileEndings.packed(name[(name.count - length)...])
            }
        }
        return nil
    }
}

func lowered(_ byte: UInt8) -> UInt8 {
    byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
}

/// The endings that names are judged by.
private enum FileEndings {
    static let longest = 10

    /// JPEG first: most names are looked up in one comparison. Then pictures that are reported as unsupported.
    static let pictures = [
        "jpg", "jpeg", "jpe", "jfif", "heic", "heif", "png", "webp", "gif", "bmp", "tif", "tiff", "jif", "jfi", "pjpeg",
        "pjpg", "pjp", "mpo", "avif", "avifs", "hif", "heics", "dng", "jxl", "jp2", "cr2", "cr3", "nef", "arw", "raf",
        "rw2", "orf", "pef", "srw",
    ].map { packed($0.utf8) }

    static let temporary: Set<UInt128> = set(
        """
        part partial tmp temp filepart crdownload download opdownload !ut aria2 icloud lock lck swp crswap
        """)

    /// What is surely no photo: tables, texts, documents, archives, programs, sound, video.
    static let others: Set<UInt128> = set(
        """
        db db-wal db-shm db-journal sqlite sqlite3 mdb accdb ldb
        txt csv tsv tab json ndjson jsonl json5 xml html htm xhtml mht mhtml css js md rst log ini cfg conf yaml yml toml
        properties reg url lnk webloc desktop torrent nfo
        pdf doc docx docm dot dotx xls xlsx xlsm xlsb xlt xltx ppt pptx pptm pps ppsx odt ods odp rtf hwp hwpx hwt cell
        show pages numbers key epub ps eps ai indd psd psb xcf svg svgz dwg dxf vsd vsdx one
        zip zipx rar 7z gz tgz bz2 tbz xz txz zst lz4 tar alz egg cab iso img dmg jar apk aab ipa deb rpm
        exe msi dll sys bat cmd ps1 sh py pyc rb pl php java class swift c h cpp so vbs
        mp4 m4v mov qt avi mkv wmv webm 3gp 3g2 mpg mpeg mts m2ts ts flv f4v vob ogv asf rm
        mp3 m4a wav aac ogg oga opus flac wma amr mid midi aiff aif
        sha1 sha256 sha512 md5 sum crc sfv sig asc pem crt cer p12 pfx gpg
        eml msg mbox pst ics vcf kml kmz gpx xmp aae thm lrv ttf otf woff woff2 cue srt
        """)

    private static func set(_ words: String) -> Set<UInt128> {
        Set(words.split(whereSeparator: \.isWhitespace).map { packed($0.utf8) })
    }

    /// Up to ten bytes in lower case as one number, so that comparing two endings is one instruction.
    static func packed(_ bytes: some Sequence<UInt8>) -> UInt128 {
        bytes.reduce(0) { word, byte in word << 8 | UInt128(lowered(byte)) }
    }
}
