;; What the light lane does to 8-bit samples, in WebAssembly with SIMD. `samples.ts` describes each function.
;; `npm run wasm` writes `samplesWasm.ts` from this file.
;;
;; Images lie in memory row by row. Functions read and write up to 16 bytes beyond the end of an image.
;; A plan of an axis is, in numbers of four bytes: samples before, averaged, and after, the factor of averaging, the number of
;; coefficients, and how many of them stand before the first sample; then the starts, then the coefficients of two bytes each.
(module
  (memory (export "memory") 16)

  ;; ---- Integer averages. Source: libvips 8.18, resample/shrinkv_hwy.cpp and resample/shrinkh_hwy.cpp.

  (func $quotients (param $sums v128) (param $amend v128) (param $multiplier v128) (result v128)
    (i32x4.shr_u
      (i32x4.mul (i32x4.add (local.get $sums) (local.get $amend)) (local.get $multiplier))
      (i32.const 24)))

  (func $multiplier (param $factor i32) (result v128)
    (i32x4.splat (i32.wrap_i64 (i64.div_u (i64.const 16777216) (i64.extend_i32_u (local.get $factor))))))

  (func (export "averageRows") (param $source i32) (param $rowBytes i32) (param $plan i32) (param $target i32)
    (local $rows i32) (local $factor i32) (local $targetRows i32) (local $y i32) (local $x i32) (local $k i32) (local $from i32) (local $to i32)
    (local $low v128) (local $high v128) (local $bytes v128) (local $amend v128) (local $multiplier v128)
    (local.set $rows (i32.load (local.get $plan)))
    (local.set $targetRows (i32.load offset=4 (local.get $plan)))
    (local.set $factor (i32.load offset=12 (local.get $plan)))
    (local.set $amend (i32x4.splat (i32.shr_u (local.get $factor) (i32.const 1))))
    (local.set $multiplier (call $multiplier (local.get $factor)))
    (loop $eachRow
      (local.set $x (i32.const 0))
      (loop $each16
        (local.set $low (v128.const i64x2 0 0))
        (local.set $high (v128.const i64x2 0 0))
        (local.set $k (i32.const 0))
        (loop $eachSum
          ;; The last row is repeated.
          (local.set $from (i32.add (i32.mul (local.get $y) (local.get $factor)) (local.get $k)))
          (if (i32.ge_s (local.get $from) (local.get $rows)) (then (local.set $from (i32.sub (local.get $rows) (i32.const 1)))))
          (local.set $bytes
            (v128.load (i32.add (i32.add (local.get $source) (local.get $x)) (i32.mul (local.get $from) (local.get $rowBytes)))))
          (local.set $low (i16x8.add (local.get $low) (i16x8.extend_low_i8x16_u (local.get $bytes))))
          (local.set $high (i16x8.add (local.get $high) (i16x8.extend_high_i8x16_u (local.get $bytes))))
          (local.set $k (i32.add (local.get $k) (i32.const 1)))
          (br_if $eachSum (i32.lt_s (local.get $k) (local.get $factor))))
        (v128.store (i32.add (local.get $to) (i32.add (local.get $target) (local.get $x)))
          (i8x16.narrow_i16x8_u
            (i16x8.narrow_i32x4_u
              (call $quotients (i32x4.extend_low_i16x8_u (local.get $low)) (local.get $amend) (local.get $multiplier))
              (call $quotients (i32x4.extend_high_i16x8_u (local.get $low)) (local.get $amend) (local.get $multiplier)))
            (i16x8.narrow_i32x4_u
              (call $quotients (i32x4.extend_low_i16x8_u (local.get $high)) (local.get $amend) (local.get $multiplier))
              (call $quotients (i32x4.extend_high_i16x8_u (local.get $high)) (local.get $amend) (local.get $multiplier)))))
        (local.set $x (i32.add (local.get $x) (i32.const 16)))
        (br_if $each16 (i32.lt_s (local.get $x) (local.get $rowBytes))))
      (local.set $to (i32.add (local.get $to) (local.get $rowBytes)))
      (local.set $y (i32.add (local.get $y) (i32.const 1)))
      (br_if $eachRow (i32.lt_s (local.get $y) (local.get $targetRows)))))

  ;; Copies a row of pixels and repeats the first one before it and the last one after it.
  (func $padRow
    (param $source i32) (param $width i32) (param $bands i32) (param $before i32) (param $after i32) (param $line i32)
    (local $pixel i32) (local $end i32)
    (local.set $pixel (i32.load (local.get $source)))
    (local.set $end (i32.add (local.get $line) (i32.mul (local.get $before) (local.get $bands))))
    (block $done
      (loop $each
        (br_if $done (i32.ge_u (local.get $line) (local.get $end)))
        (i32.store (local.get $line) (local.get $pixel))
        (local.set $line (i32.add (local.get $line) (local.get $bands)))
        (br $each)))
    (memory.copy (local.get $line) (local.get $source) (i32.mul (local.get $width) (local.get $bands)))
    (local.set $line (i32.add (local.get $line) (i32.mul (local.get $width) (local.get $bands))))
    (local.set $pixel (i32.load (i32.sub (i32.add (local.get $source) (i32.mul (local.get $width) (local.get $bands))) (local.get $bands))))
    (local.set $end (i32.add (local.get $line) (i32.mul (local.get $after) (local.get $bands))))
    (block $done2
      (loop $each2
        (br_if $done2 (i32.ge_u (local.get $line) (local.get $end)))
        (i32.store (local.get $line) (local.get $pixel))
        (local.set $line (i32.add (local.get $line) (local.get $bands)))
        (br $each2))))

  (func $storePixel (param $target i32) (param $samples v128)
    (local.set $samples (i16x8.narrow_i32x4_s (local.get $samples) (local.get $samples)))
    (v128.store32_lane 0 (local.get $target) (i8x16.narrow_i16x8_u (local.get $samples) (local.get $samples))))

  (func (export "averageColumns")
    (param $source i32) (param $height i32) (param $bands i32) (param $plan i32) (param $line i32) (param $target i32)
    (local $width i32) (local $factor i32) (local $targetWidth i32) (local $y i32) (local $x i32) (local $k i32) (local $at i32)
    (local $sum v128) (local $amend v128) (local $multiplier v128)
    (local.set $width (i32.load (local.get $plan)))
    (local.set $targetWidth (i32.load offset=4 (local.get $plan)))
    (local.set $factor (i32.load offset=12 (local.get $plan)))
    (local.set $amend (i32x4.splat (i32.shr_u (local.get $factor) (i32.const 1))))
    (local.set $multiplier (call $multiplier (local.get $factor)))
    (loop $eachRow
      (call $padRow (local.get $source) (local.get $width) (local.get $bands) (i32.const 0) (local.get $factor) (local.get $line))
      (local.set $at (local.get $line))
      (local.set $x (i32.const 0))
      (loop $eachPixel
        (local.set $sum (v128.const i64x2 0 0))
        (local.set $k (i32.const 0))
        (loop $eachSum
          (local.set $sum
            (i32x4.add (local.get $sum)
              (i32x4.extend_low_i16x8_u (i16x8.extend_low_i8x16_u (v128.load32_zero (local.get $at))))))
          (local.set $at (i32.add (local.get $at) (local.get $bands)))
          (local.set $k (i32.add (local.get $k) (i32.const 1)))
          (br_if $eachSum (i32.lt_s (local.get $k) (local.get $factor))))
        (call $storePixel (local.get $target) (call $quotients (local.get $sum) (local.get $amend) (local.get $multiplier)))
        (local.set $target (i32.add (local.get $target) (local.get $bands)))
        (local.set $x (i32.add (local.get $x) (i32.const 1)))
        (br_if $eachPixel (i32.lt_s (local.get $x) (local.get $targetWidth))))
      (local.set $source (i32.add (local.get $source) (i32.mul (local.get $width) (local.get $bands))))
      (local.set $y (i32.add (local.get $y) (i32.const 1)))
      (br_if $eachRow (i32.lt_s (local.get $y) (local.get $height)))))

  ;; ---- Weighted sums. Source: libvips 8.18, resample/reducev_hwy.cpp and resample/reduceh_hwy.cpp.

  (func (export "reduceRows") (param $source i32) (param $rowBytes i32) (param $plan i32) (param $lines i32) (param $target i32)
    (local $rows i32) (local $targetRows i32) (local $taps i32) (local $starts i32) (local $weights i32) (local $y i32) (local $x i32) (local $k i32) (local $from i32) (local $start i32)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128) (local $top v128) (local $bottom v128) (local $pair v128) (local $mixed v128)
    (local.set $rows (i32.load offset=4 (local.get $plan)))
    (local.set $targetRows (i32.load offset=8 (local.get $plan)))
    (local.set $taps (i32.load offset=16 (local.get $plan)))
    (local.set $starts (i32.add (local.get $plan) (i32.const 24)))
    (local.set $weights (i32.add (local.get $starts) (i32.shl (local.get $targetRows) (i32.const 2))))
    (loop $eachRow
      ;; Where the row for each coefficient begins. The rows at the edges are repeated.
      (local.set $start (i32.load (local.get $starts)))
      (local.set $k (i32.const 0))
      (loop $eachLine
        (local.set $from (i32.add (local.get $start) (local.get $k)))
        (if (i32.lt_s (local.get $from) (i32.const 0)) (then (local.set $from (i32.const 0))))
        (if (i32.ge_s (local.get $from) (local.get $rows)) (then (local.set $from (i32.sub (local.get $rows) (i32.const 1)))))
        (i32.store
          (i32.add (local.get $lines) (i32.shl (local.get $k) (i32.const 2)))
          (i32.add (local.get $source) (i32.mul (local.get $from) (local.get $rowBytes))))
        (local.set $k (i32.add (local.get $k) (i32.const 1)))
        (br_if $eachLine (i32.lt_s (local.get $k) (local.get $taps))))
      (local.set $x (i32.const 0))
      (loop $each16
        (local.set $a (v128.const i32x4 2048 2048 2048 2048))
        (local.set $b (local.get $a))
        (local.set $c (local.get $a))
        (local.set $d (local.get $a))
        (local.set $k (i32.const 0))
        (loop $eachPair
          (local.set $pair (v128.load32_splat (i32.add (local.get $weights) (i32.shl (local.get $k) (i32.const 1)))))
          (local.set $from (i32.add (local.get $lines) (i32.shl (local.get $k) (i32.const 2))))
          (local.set $top (v128.load (i32.add (i32.load (local.get $from)) (local.get $x))))
          (local.set $bottom (v128.load (i32.add (i32.load offset=4 (local.get $from)) (local.get $x))))
          (local.set $mixed (i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23 (local.get $top) (local.get $bottom)))
          (local.set $a (i32x4.add (local.get $a) (i32x4.dot_i16x8_s (i16x8.extend_low_i8x16_u (local.get $mixed)) (local.get $pair))))
          (local.set $b (i32x4.add (local.get $b) (i32x4.dot_i16x8_s (i16x8.extend_high_i8x16_u (local.get $mixed)) (local.get $pair))))
          (local.set $mixed (i8x16.shuffle 8 24 9 25 10 26 11 27 12 28 13 29 14 30 15 31 (local.get $top) (local.get $bottom)))
          (local.set $c (i32x4.add (local.get $c) (i32x4.dot_i16x8_s (i16x8.extend_low_i8x16_u (local.get $mixed)) (local.get $pair))))
          (local.set $d (i32x4.add (local.get $d) (i32x4.dot_i16x8_s (i16x8.extend_high_i8x16_u (local.get $mixed)) (local.get $pair))))
          (local.set $k (i32.add (local.get $k) (i32.const 2)))
          (br_if $eachPair (i32.lt_s (local.get $k) (local.get $taps))))
        (v128.store (i32.add (local.get $target) (local.get $x))
          (i8x16.narrow_i16x8_u
            (i16x8.narrow_i32x4_s (i32x4.shr_s (local.get $a) (i32.const 12)) (i32x4.shr_s (local.get $b) (i32.const 12)))
            (i16x8.narrow_i32x4_s (i32x4.shr_s (local.get $c) (i32.const 12)) (i32x4.shr_s (local.get $d) (i32.const 12)))))
        (local.set $x (i32.add (local.get $x) (i32.const 16)))
        (br_if $each16 (i32.lt_s (local.get $x) (local.get $rowBytes))))
      (local.set $starts (i32.add (local.get $starts) (i32.const 4)))
      (local.set $weights (i32.add (local.get $weights) (i32.shl (local.get $taps) (i32.const 1))))
      (local.set $target (i32.add (local.get $target) (local.get $rowBytes)))
      (local.set $y (i32.add (local.get $y) (i32.const 1)))
      (br_if $eachRow (i32.lt_s (local.get $y) (local.get $targetRows)))))

  (func (export "reduceColumns")
    (param $source i32) (param $height i32) (param $bands i32) (param $plan i32) (param $line i32) (param $target i32)
    (local $width i32) (local $targetWidth i32) (local $taps i32) (local $before i32) (local $starts i32) (local $weights i32) (local $y i32) (local $x i32) (local $k i32) (local $from i32) (local $weight i32)
    (local $sum v128) (local $order v128) (local $four v128)
    (local.set $width (i32.load offset=4 (local.get $plan)))
    (local.set $targetWidth (i32.load offset=8 (local.get $plan)))
    (local.set $taps (i32.load offset=16 (local.get $plan)))
    (local.set $before (i32.load offset=20 (local.get $plan)))
    (local.set $starts (i32.add (local.get $plan) (i32.const 24)))
    (local.set $weights (i32.add (local.get $starts) (i32.shl (local.get $targetWidth) (i32.const 2))))
    ;; Puts the same samples of two pixels next to each other.
    (local.set $order
      (select (v128.const i8x16 0 3 1 4 2 5 16 16 16 16 16 16 16 16 16 16) (v128.const i8x16 0 4 1 5 2 6 3 7 16 16 16 16 16 16 16 16)
        (i32.eq (local.get $bands) (i32.const 3))))
    (loop $eachRow
      (call $padRow (local.get $source) (local.get $width) (local.get $bands) (local.get $before) (local.get $taps) (local.get $line))
      (local.set $weight (local.get $weights))
      (local.set $x (i32.const 0))
      (loop $eachPixel
        (local.set $sum (v128.const i32x4 2048 2048 2048 2048))
        (local.set $from
          (i32.add (local.get $line)
            (i32.mul (local.get $bands)
              (i32.add (local.get $before) (i32.load (i32.add (local.get $starts) (i32.shl (local.get $x) (i32.const 2))))))))
        (local.set $k (i32.const 0))
        (if (i32.eq (local.get $bands) (i32.const 4))
          (then
            (block $rest
              (loop $each4
                (br_if $rest (i32.gt_s (i32.add (local.get $k) (i32.const 4)) (local.get $taps)))
                (local.set $four (v128.load (local.get $from)))
                (local.set $four
                  (i8x16.shuffle 0 4 1 5 2 6 3 7 8 12 9 13 10 14 11 15 (local.get $four) (local.get $four)))
                (local.set $sum
                  (i32x4.add (local.get $sum)
                    (i32x4.add
                      (i32x4.dot_i16x8_s
                        (i16x8.extend_low_i8x16_u (local.get $four)) (v128.load32_splat (local.get $weight)))
                      (i32x4.dot_i16x8_s
                        (i16x8.extend_high_i8x16_u (local.get $four)) (v128.load32_splat offset=4 (local.get $weight))))))
                (local.set $from (i32.add (local.get $from) (i32.const 16)))
                (local.set $weight (i32.add (local.get $weight) (i32.const 8)))
                (local.set $k (i32.add (local.get $k) (i32.const 4)))
                (br $each4)))))
        (block $done
        (loop $eachPair
          (br_if $done (i32.ge_s (local.get $k) (local.get $taps)))
          (local.set $sum
            (i32x4.add (local.get $sum)
              (i32x4.dot_i16x8_s
                (i16x8.extend_low_i8x16_u (i8x16.swizzle (v128.load64_zero (local.get $from)) (local.get $order)))
                (v128.load32_splat (local.get $weight)))))
          (local.set $from (i32.add (local.get $from) (i32.shl (local.get $bands) (i32.const 1))))
          (local.set $weight (i32.add (local.get $weight) (i32.const 4)))
          (local.set $k (i32.add (local.get $k) (i32.const 2)))
          (br $eachPair)))
        (call $storePixel (local.get $target) (i32x4.shr_s (local.get $sum) (i32.const 12)))
        (local.set $target (i32.add (local.get $target) (local.get $bands)))
        (local.set $x (i32.add (local.get $x) (i32.const 1)))
        (br_if $eachPixel (i32.lt_s (local.get $x) (local.get $targetWidth))))
      (local.set $source (i32.add (local.get $source) (i32.mul (local.get $width) (local.get $bands))))
      (local.set $y (i32.add (local.get $y) (i32.const 1)))
      (br_if $eachRow (i32.lt_s (local.get $y) (local.get $height)))))

  ;; ---- Transparency. Source: libvips 8.18, conversion/premultiply.c, unpremultiply.c, and cast.c.

  ;; Multiplies the colors of a pixel by a factor. Fractions are cut off.
  (func $scaled (param $pixel i32) (param $factor f32) (result i32)
    (local $samples v128)
    (local.set $samples
      (i32x4.trunc_sat_f32x4_u
        (f32x4.mul
          (f32x4.convert_i32x4_u
            (i32x4.extend_low_i16x8_u (i16x8.extend_low_i8x16_u (i32x4.splat (local.get $pixel)))))
          (f32x4.splat (local.get $factor)))))
    (local.set $samples (i16x8.narrow_i32x4_u (local.get $samples) (local.get $samples)))
    (i32.or
      (i32.and (local.get $pixel) (i32.const 0xff000000))
      (i32.and (i32x4.extract_lane 0 (i8x16.narrow_i16x8_u (local.get $samples) (local.get $samples))) (i32.const 0x00ffffff))))

  (func (export "premultiply") (param $at i32) (param $pixels i32)
    (local $end i32) (local $pixel i32) (local $alpha i32)
    (local.set $end (i32.add (local.get $at) (i32.shl (local.get $pixels) (i32.const 2))))
    (loop $each
      (local.set $pixel (i32.load (local.get $at)))
      (local.set $alpha (i32.shr_u (local.get $pixel) (i32.const 24)))
      (if (i32.ne (local.get $alpha) (i32.const 255))
        (then
          (if (i32.eqz (local.get $alpha))
            (then (i32.store (local.get $at) (i32.const 0)))
            (else
              (i32.store (local.get $at)
                (call $scaled (local.get $pixel)
                  (f32.demote_f64 (f64.div (f64.convert_i32_u (local.get $alpha)) (f64.const 255)))))))))
      (local.set $at (i32.add (local.get $at) (i32.const 4)))
      (br_if $each (i32.lt_u (local.get $at) (local.get $end)))))

  (func (export "unpremultiply") (param $at i32) (param $pixels i32)
    (local $end i32) (local $pixel i32) (local $alpha i32)
    (local.set $end (i32.add (local.get $at) (i32.shl (local.get $pixels) (i32.const 2))))
    (loop $each
      (local.set $pixel (i32.load (local.get $at)))
      (local.set $alpha (i32.shr_u (local.get $pixel) (i32.const 24)))
      (if (i32.ne (local.get $alpha) (i32.const 255))
        (then
          (if (i32.eqz (local.get $alpha))
            (then (i32.store (local.get $at) (i32.const 0)))
            (else
              (i32.store (local.get $at)
                (call $scaled (local.get $pixel)
                  (f32.demote_f64 (f64.mul (f64.const 255) (f64.div (f64.const 1) (f64.convert_i32_u (local.get $alpha)))))))))))
      (local.set $at (i32.add (local.get $at) (i32.const 4)))
      (br_if $each (i32.lt_u (local.get $at) (local.get $end)))))

  ;; ---- PNG filters. Source: PNG specification, third edition (W3C, 2025), clause 9.

  (func $wide (param $at i32) (result v128)
    (i16x8.extend_low_i8x16_u (v128.load32_zero (local.get $at))))

  ;; Which of the pixels to the left, above, and above to the left is closest to left + above - corner.
  (func $paeth (param $left v128) (param $up v128) (param $corner v128) (result v128)
    (local $byLeft v128) (local $byUp v128) (local $byCorner v128)
    (local.set $byLeft (i16x8.sub (local.get $up) (local.get $corner)))
    (local.set $byUp (i16x8.sub (local.get $left) (local.get $corner)))
    (local.set $byCorner (i16x8.abs (i16x8.add (local.get $byLeft) (local.get $byUp))))
    (local.set $byLeft (i16x8.abs (local.get $byLeft)))
    (local.set $byUp (i16x8.abs (local.get $byUp)))
    (v128.bitselect
      (local.get $left)
      (v128.bitselect (local.get $up) (local.get $corner) (i16x8.le_s (local.get $byUp) (local.get $byCorner)))
      (v128.and (i16x8.le_s (local.get $byLeft) (local.get $byUp)) (i16x8.le_s (local.get $byLeft) (local.get $byCorner)))))

  (func $unfilterSub (param $source i32) (param $end i32) (param $bands i32) (param $target i32)
    (local $left v128)
    (loop $each
      (local.set $left (i8x16.add (local.get $left) (v128.load32_zero (local.get $source))))
      (v128.store32_lane 0 (local.get $target) (local.get $left))
      (local.set $source (i32.add (local.get $source) (local.get $bands)))
      (local.set $target (i32.add (local.get $target) (local.get $bands)))
      (br_if $each (i32.lt_u (local.get $source) (local.get $end)))))

  (func $unfilterUp (param $source i32) (param $end i32) (param $above i32) (param $target i32)
    (loop $each
      (v128.store (local.get $target) (i8x16.add (v128.load (local.get $source)) (v128.load (local.get $above))))
      (local.set $source (i32.add (local.get $source) (i32.const 16)))
      (local.set $above (i32.add (local.get $above) (i32.const 16)))
      (local.set $target (i32.add (local.get $target) (i32.const 16)))
      (br_if $each (i32.lt_u (local.get $source) (local.get $end)))))

  (func $unfilterAverage (param $source i32) (param $end i32) (param $bands i32) (param $above i32) (param $target i32)
    (local $left v128) (local $up v128)
    (loop $each
      (local.set $up (v128.load32_zero (local.get $above)))
      (local.set $left
        (i8x16.add (v128.load32_zero (local.get $source))
          ;; The average without rounding up.
          (i8x16.sub
            (i8x16.avgr_u (local.get $left) (local.get $up))
            (v128.and (v128.xor (local.get $left) (local.get $up)) (v128.const i32x4 0x01010101 0x01010101 0x01010101 0x01010101)))))
      (v128.store32_lane 0 (local.get $target) (local.get $left))
      (local.set $source (i32.add (local.get $source) (local.get $bands)))
      (local.set $above (i32.add (local.get $above) (local.get $bands)))
      (local.set $target (i32.add (local.get $target) (local.get $bands)))
      (br_if $each (i32.lt_u (local.get $source) (local.get $end)))))

  (func $unfilterPaeth (param $source i32) (param $end i32) (param $bands i32) (param $above i32) (param $target i32)
    (local $left v128) (local $up v128) (local $corner v128)
    (loop $each
      (local.set $up (call $wide (local.get $above)))
      (local.set $left
        (v128.and
          (i16x8.add (call $wide (local.get $source)) (call $paeth (local.get $left) (local.get $up) (local.get $corner)))
          (v128.const i32x4 0x00ff00ff 0x00ff00ff 0x00ff00ff 0x00ff00ff)))
      (local.set $corner (local.get $up))
      (v128.store32_lane 0 (local.get $target) (i8x16.narrow_i16x8_u (local.get $left) (local.get $left)))
      (local.set $source (i32.add (local.get $source) (local.get $bands)))
      (local.set $above (i32.add (local.get $above) (local.get $bands)))
      (local.set $target (i32.add (local.get $target) (local.get $bands)))
      (br_if $each (i32.lt_u (local.get $source) (local.get $end)))))

  ;; `$target` follows a row of zeros. What is written beyond the end of a row is overwritten by the next one.
  (func (export "unfilter") (param $source i32) (param $rowBytes i32) (param $rows i32) (param $bands i32) (param $target i32) (result i32)
    (local $y i32) (local $filter i32) (local $end i32) (local $above i32)
    (loop $eachRow
      (local.set $filter (i32.load8_u (local.get $source)))
      (local.set $source (i32.add (local.get $source) (i32.const 1)))
      (local.set $end (i32.add (local.get $source) (local.get $rowBytes)))
      (local.set $above (i32.sub (local.get $target) (local.get $rowBytes)))
      (block $next
        (block $paeth
          (block $average
            (block $up
              (block $sub
                (block $none
                  (br_table $none $sub $up $average $paeth $next (local.get $filter)))
                (memory.copy (local.get $target) (local.get $source) (local.get $rowBytes))
                (br $next))
              (call $unfilterSub (local.get $source) (local.get $end) (local.get $bands) (local.get $target))
              (br $next))
            (call $unfilterUp (local.get $source) (local.get $end) (local.get $above) (local.get $target))
            (br $next))
          (call $unfilterAverage (local.get $source) (local.get $end) (local.get $bands) (local.get $above) (local.get $target))
          (br $next))
        (call $unfilterPaeth (local.get $source) (local.get $end) (local.get $bands) (local.get $above) (local.get $target)))
      (if (i32.gt_u (local.get $filter) (i32.const 4)) (then (return (i32.const 0))))
      (local.set $source (local.get $end))
      (local.set $target (i32.add (local.get $target) (local.get $rowBytes)))
      (local.set $y (i32.add (local.get $y) (i32.const 1)))
      (br_if $eachRow (i32.lt_u (local.get $y) (local.get $rows))))
    (i32.const 1)))
