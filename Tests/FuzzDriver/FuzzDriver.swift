import Foundation
import FuzzDoors

/// libFuzzer's own entry, from `libclang_rt.fuzzer_no_main`.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// `fuzz-driver [libFuzzer's options] [corpus…]`; the door is named by SIGHTLINE_FUZZ_DOOR. Only `Tests/fuzz` builds it.
@main struct FuzzDriver {
    static let door = ProcessInfo.processInfo.environment["SIGHTLINE_FUZZ_DOOR"].flatMap(Door.init(rawValue:))

    static func main() {
        guard door != nil else {
            print("SIGHTLINE_FUZZ_DOOR must be one of \(Door.allCases.map(\.rawValue).joined(separator: " "))")
            exit(2)
        }
        var count = CommandLine.argc
        var arguments = CommandLine.unsafeArgv
        exit(
            runDriver(&count, &arguments) { bytes, count in
                do throws(BrokenProperty) {
                    try FuzzDriver.door?.open(with: Array(UnsafeBufferPointer(start: bytes, count: count)))
                } catch {
                    FileHandle.standardError.write(Data("BROKEN: \(error)\n".utf8))
                    abort()
                }
                return 0
            })
    }
}
