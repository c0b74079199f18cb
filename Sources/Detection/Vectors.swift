// The conversions between vectors that the resizing loops need, lane by lane: the optimiser makes one or two
// instructions of each. The standard library's `init(truncatingIfNeeded:)` stays a call where a function uses it often.

/// The upper 16 bits of each product; one instruction (`pmulhuw`) on x86-64.
@inline(__always)
func highHalf(_ a: SIMD8<UInt16>, _ b: SIMD8<UInt16>) -> SIMD8<UInt16> {
    SIMD8(
        highHalf(a[0], b[0]), highHalf(a[1], b[1]), highHalf(a[2], b[2]), highHalf(a[3], b[3]),
        highHalf(a[4], b[4]), highHalf(a[5], b[5]), highHalf(a[6], b[6]), highHalf(a[7], b[7]))
}

@inline(__always)
private func highHalf(_ a: UInt16, _ b: UInt16) -> UInt16 {
    UInt16(truncatingIfNeeded: (UInt32(a) &* UInt32(b)) &>> 16)
}

/// Eight bytes as 16-bit numbers.
@inline(__always)
func widened(_ v: SIMD8<UInt8>) -> SIMD8<UInt16> {
    SIMD8(
        UInt16(v[0]), UInt16(v[1]), UInt16(v[2]), UInt16(v[3]), UInt16(v[4]), UInt16(v[5]), UInt16(v[6]), UInt16(v[7]))
}

/// Eight bytes as 8.8 fixed-point numbers.
@inline(__always)
func times256(_ v: SIMD8<UInt8>) -> SIMD8<UInt16> { widened(v) &<< 8 }

/// Eight numbers as floats.
@inline(__always)
func floats(_ v: SIMD8<UInt16>) -> SIMD8<Float> {
    SIMD8(Float(v[0]), Float(v[1]), Float(v[2]), Float(v[3]), Float(v[4]), Float(v[5]), Float(v[6]), Float(v[7]))
}
