import FuzzDoors
import Glibc

// libFuzzer, with the door that SIGHTLINE_FUZZ_DOOR names. Arguments are libFuzzer's (llvm.org/docs/LibFuzzer.html).

private let door: Door = {
    guard let name = getenv("SIGHTLINE_FUZZ_DOOR"), let door = Door(rawValue: String(cString: name)) else {
        print("SIGHTLINE_FUZZ_DOOR must be one of \(Door.allCases.map(\.rawValue).joined(separator: ", "))")
        exit(2)
    }
    return door
}()

/// SwiftPM names an executable's entry point itself, so that libFuzzer's own `main` cannot be used.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<Int32>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ feed: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

private var count = CommandLine.argc
private var arguments = CommandLine.unsafeArgv
exit(
    runDriver(&count, &arguments) { data, size in
        if let fault = door.feed(Array(UnsafeBufferPointer(start: data, count: size))) {
            print("\(door.rawValue): \(fault)")
            abort()
        }
        return 0
    })
