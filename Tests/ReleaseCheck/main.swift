// Run by `.ci/run` on the optimised build: reads and writes of every kind of bytes come to an end and are whole.
//
// The tests are built without optimisation. Swift 6.3.1 once optimised the end of the loop in `OpenFile.write` away, and
// every command of the release build hung. Whoever runs this gives it a time limit.
import Foundation
import Records
import SystemCalls

struct Wrong: Error { var message: String }

func check(_ holds: Bool, _ message: String) throws { if !holds { throw Wrong(message: message) } }

/// Written to a file by itself and by rename, in one piece and in two, and read back in each way.
func roundTrip(_ name: String, _ bytes: some Collection<UInt8>, in folder: PathBytes) throws {
    let expected = Array(bytes)
    let file = folder.appending(PathBytes("file"))
    do {
        let opened = try OpenFile(file, .create(mode: 0o600))
        try opened.write(bytes)
        try opened.write(bytes.prefix(7))
    }
    try check(try FileSystem.read(file) == expected + expected.prefix(7), "\(name): whole")
    let opened = try OpenFile(file, .read)
    try check(try opened.read(at: 0, count: expected.count) == expected, "\(name): from a place")
    try check(try opened.readAll(expected: 0, limit: 1 << 26).count == expected.count + min(7, expected.count), name)
    try FileSystem.remove(file)
    try AtomicFile.write(expected, to: file)
    try check(try FileSystem.read(file) == expected, "\(name): by rename")
    try FileSystem.remove(file)
}

/// A line to a socket and its answer, longer than what a socket takes at once.
func askAndAnswer(in folder: PathBytes) throws {
    let path = folder.appending(PathBytes("socket"))
    let line = [UInt8](repeating: 65, count: 3 << 20) + [10]
    let listener = try UnixListener(at: path, mode: 0o600)
    let asking = Thread {
        do {
            let stream = try UnixStream(to: path, timeout: 30)
            try stream.write(line)
        } catch {
            print("a socket: \(error)")
            exit(1)
        }
    }
    asking.start()
    while true {
        guard let stream = try listener.accept(timeout: 30) else {
            usleep(1_000)
            continue
        }
        return try check(try stream.readLine(limit: 4 << 20) == line.dropLast(), "a socket: not the whole line")
    }
}

let folder = PathBytes(FileManager.default.temporaryDirectory.path)
    .appending(PathBytes("sightline-release-check-\(ProcessInfo.processInfo.processIdentifier)"))
do {
    try FileSystem.makeFolder(folder)
    let bytes = (0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
    for count in [0, 1, 8, 4_096, 65_537, bytes.count] {
        try roundTrip("an array of \(count)", Array(bytes.prefix(count)), in: folder)
        try roundTrip("a slice of \(count)", bytes.prefix(count), in: folder)
        try roundTrip("data of \(count)", Data(bytes.prefix(count)), in: folder)
    }
    try roundTrip("text", "한글 and more\n".utf8, in: folder)
    try roundTrip("bytes that lie apart", bytes.prefix(70_000).reversed(), in: folder)
    try askAndAnswer(in: folder)
    try FileSystem.removeFolder(folder)
    print("release-check: reads and writes end and are whole")
} catch {
    print("release-check: \(error)")
    exit(1)
}
