;; The loops in which the stages spend most of their time, on four singles, two doubles or sixteen codes at a time. products.ts,
;; sparse.ts and code-products.ts compute the same in scalar code, to the bit.
(module
  (memory (export "memory") 1)

  ;; out[i, j] = a[i] · b[j]. Two rows times four at a time: eight sums of lanes stay in registers, and each loaded value is
  ;; used two or four times. Lane l of a sum holds the products at l, l + 4, l + 8, …; the lanes are added as
  ;; (0 + 2) + (1 + 3). Addresses and strides are in bytes; $rowBytes is a multiple of 16.
  (func (export "products")
    (param $a i32) (param $aRows i32) ;; a multiple of 2
    (param $b i32) (param $bRows i32) ;; a multiple of 4
    (param $rowBytes i32)
    (param $out i32) (param $outBytes i32)
    (local $aEnd i32) (local $bEnd i32) (local $end i32)
    (local $bRow i32) (local $to i32)
    (local $p i32) (local $q i32)
    (local $x0 v128) (local $x1 v128) (local $y v128)
    (local $s00 v128) (local $s01 v128) (local $s02 v128) (local $s03 v128)
    (local $s10 v128) (local $s11 v128) (local $s12 v128) (local $s13 v128)
    (local $two i32) (local $three i32)

    (local.set $two (i32.shl (local.get $rowBytes) (i32.const 1)))
    (local.set $three (i32.add (local.get $two) (local.get $rowBytes)))
    (local.set $aEnd (i32.add (local.get $a) (i32.mul (local.get $aRows) (local.get $rowBytes))))
    (local.set $bEnd (i32.add (local.get $b) (i32.mul (local.get $bRows) (local.get $rowBytes))))

    (loop $rows
      (if (i32.lt_u (local.get $a) (local.get $aEnd)) (then
        (local.set $bRow (local.get $b))
        (local.set $to (local.get $out))
        (local.set $end (i32.add (local.get $a) (local.get $rowBytes)))
        (loop $columns
          (if (i32.lt_u (local.get $bRow) (local.get $bEnd)) (then
            (local.set $s00 (v128.const i32x4 0 0 0 0)) (local.set $s01 (v128.const i32x4 0 0 0 0))
            (local.set $s02 (v128.const i32x4 0 0 0 0)) (local.set $s03 (v128.const i32x4 0 0 0 0))
            (local.set $s10 (v128.const i32x4 0 0 0 0)) (local.set $s11 (v128.const i32x4 0 0 0 0))
            (local.set $s12 (v128.const i32x4 0 0 0 0)) (local.set $s13 (v128.const i32x4 0 0 0 0))
            (local.set $p (local.get $a))
            (local.set $q (local.get $bRow))
            (loop $values
              (if (i32.lt_u (local.get $p) (local.get $end)) (then
                (local.set $x0 (v128.load (local.get $p)))
                (local.set $x1 (v128.load (i32.add (local.get $p) (local.get $rowBytes))))
                (local.set $y (v128.load (local.get $q)))
                (local.set $s00 (f32x4.add (local.get $s00) (f32x4.mul (local.get $x0) (local.get $y))))
                (local.set $s10 (f32x4.add (local.get $s10) (f32x4.mul (local.get $x1) (local.get $y))))
                (local.set $y (v128.load (i32.add (local.get $q) (local.get $rowBytes))))
                (local.set $s01 (f32x4.add (local.get $s01) (f32x4.mul (local.get $x0) (local.get $y))))
                (local.set $s11 (f32x4.add (local.get $s11) (f32x4.mul (local.get $x1) (local.get $y))))
                (local.set $y (v128.load (i32.add (local.get $q) (local.get $two))))
                (local.set $s02 (f32x4.add (local.get $s02) (f32x4.mul (local.get $x0) (local.get $y))))
                (local.set $s12 (f32x4.add (local.get $s12) (f32x4.mul (local.get $x1) (local.get $y))))
                (local.set $y (v128.load (i32.add (local.get $q) (local.get $three))))
                (local.set $s03 (f32x4.add (local.get $s03) (f32x4.mul (local.get $x0) (local.get $y))))
                (local.set $s13 (f32x4.add (local.get $s13) (f32x4.mul (local.get $x1) (local.get $y))))
                (local.set $p (i32.add (local.get $p) (i32.const 16)))
                (local.set $q (i32.add (local.get $q) (i32.const 16)))
                (br $values))))
            (v128.store (local.get $to)
              (call $lanes (local.get $s00) (local.get $s01) (local.get $s02) (local.get $s03)))
            (v128.store (i32.add (local.get $to) (local.get $outBytes))
              (call $lanes (local.get $s10) (local.get $s11) (local.get $s12) (local.get $s13)))
            (local.set $to (i32.add (local.get $to) (i32.const 16)))
            (local.set $bRow (i32.add (local.get $bRow) (i32.shl (local.get $rowBytes) (i32.const 2))))
            (br $columns))))
        (local.set $a (i32.add (local.get $a) (local.get $two)))
        (local.set $out (i32.add (local.get $out) (i32.shl (local.get $outBytes) (i32.const 1))))
        (br $rows)))))

  ;; The same in double precision, with two lanes, added as 0 + 1.
  (func (export "products64")
    (param $a i32) (param $aRows i32) ;; a multiple of 2
    (param $b i32) (param $bRows i32) ;; a multiple of 4
    (param $rowBytes i32)
    (param $out i32) (param $outBytes i32)
    (local $aEnd i32) (local $bEnd i32) (local $end i32)
    (local $bRow i32) (local $to i32)
    (local $p i32) (local $q i32)
    (local $x0 v128) (local $x1 v128) (local $y v128)
    (local $s00 v128) (local $s01 v128) (local $s02 v128) (local $s03 v128)
    (local $s10 v128) (local $s11 v128) (local $s12 v128) (local $s13 v128)
    (local $two i32) (local $three i32)

    (local.set $two (i32.shl (local.get $rowBytes) (i32.const 1)))
    (local.set $three (i32.add (local.get $two) (local.get $rowBytes)))
    (local.set $aEnd (i32.add (local.get $a) (i32.mul (local.get $aRows) (local.get $rowBytes))))
    (local.set $bEnd (i32.add (local.get $b) (i32.mul (local.get $bRows) (local.get $rowBytes))))

    (loop $rows
      (if (i32.lt_u (local.get $a) (local.get $aEnd)) (then
        (local.set $bRow (local.get $b))
        (local.set $to (local.get $out))
        (local.set $end (i32.add (local.get $a) (local.get $rowBytes)))
        (loop $columns
          (if (i32.lt_u (local.get $bRow) (local.get $bEnd)) (then
            (local.set $s00 (v128.const i32x4 0 0 0 0)) (local.set $s01 (v128.const i32x4 0 0 0 0))
            (local.set $s02 (v128.const i32x4 0 0 0 0)) (local.set $s03 (v128.const i32x4 0 0 0 0))
            (local.set $s10 (v128.const i32x4 0 0 0 0)) (local.set $s11 (v128.const i32x4 0 0 0 0))
            (local.set $s12 (v128.const i32x4 0 0 0 0)) (local.set $s13 (v128.const i32x4 0 0 0 0))
            (local.set $p (local.get $a))
            (local.set $q (local.get $bRow))
            (loop $values
              (if (i32.lt_u (local.get $p) (local.get $end)) (then
                (local.set $x0 (v128.load (local.get $p)))
                (local.set $x1 (v128.load (i32.add (local.get $p) (local.get $rowBytes))))
                (local.set $y (v128.load (local.get $q)))
                (local.set $s00 (f64x2.add (local.get $s00) (f64x2.mul (local.get $x0) (local.get $y))))
                (local.set $s10 (f64x2.add (local.get $s10) (f64x2.mul (local.get $x1) (local.get $y))))
                (local.set $y (v128.load (i32.add (local.get $q) (local.get $rowBytes))))
                (local.set $s01 (f64x2.add (local.get $s01) (f64x2.mul (local.get $x0) (local.get $y))))
                (local.set $s11 (f64x2.add (local.get $s11) (f64x2.mul (local.get $x1) (local.get $y))))
                (local.set $y (v128.load (i32.add (local.get $q) (local.get $two))))
                (local.set $s02 (f64x2.add (local.get $s02) (f64x2.mul (local.get $x0) (local.get $y))))
                (local.set $s12 (f64x2.add (local.get $s12) (f64x2.mul (local.get $x1) (local.get $y))))
                (local.set $y (v128.load (i32.add (local.get $q) (local.get $three))))
                (local.set $s03 (f64x2.add (local.get $s03) (f64x2.mul (local.get $x0) (local.get $y))))
                (local.set $s13 (f64x2.add (local.get $s13) (f64x2.mul (local.get $x1) (local.get $y))))
                (local.set $p (i32.add (local.get $p) (i32.const 16)))
                (local.set $q (i32.add (local.get $q) (i32.const 16)))
                (br $values))))
            (v128.store (local.get $to) (call $lanes64 (local.get $s00) (local.get $s01)))
            (v128.store offset=16 (local.get $to) (call $lanes64 (local.get $s02) (local.get $s03)))
            (v128.store (i32.add (local.get $to) (local.get $outBytes)) (call $lanes64 (local.get $s10) (local.get $s11)))
            (v128.store offset=16 (i32.add (local.get $to) (local.get $outBytes)) (call $lanes64 (local.get $s12) (local.get $s13)))
            (local.set $to (i32.add (local.get $to) (i32.const 32)))
            (local.set $bRow (i32.add (local.get $bRow) (i32.shl (local.get $rowBytes) (i32.const 2))))
            (br $columns))))
        (local.set $a (i32.add (local.get $a) (local.get $two)))
        (local.set $out (i32.add (local.get $out) (i32.shl (local.get $outBytes) (i32.const 1))))
        (br $rows)))))

  ;; out[i] += Σ value · dense[column] over the entries of sparse row i. $starts counts entries from the first of the block;
  ;; $rowBytes, of a row of dense and of out, is a multiple of 32.
  (func (export "sparseRows")
    (param $starts i32) (param $rows i32)
    (param $columns i32) (param $values i32)
    (param $dense i32) (param $rowBytes i32) (param $out i32)
    (local $rowsEnd i32) (local $entry i32) (local $entriesEnd i32)
    (local $value v128) (local $from i32) (local $to i32) (local $toEnd i32)
    (local.set $rowsEnd (i32.add (local.get $starts) (i32.shl (local.get $rows) (i32.const 2))))
    (loop $row
      (if (i32.lt_u (local.get $starts) (local.get $rowsEnd)) (then
        (local.set $entry (i32.load (local.get $starts)))
        (local.set $entriesEnd (i32.load offset=4 (local.get $starts)))
        (local.set $toEnd (i32.add (local.get $out) (local.get $rowBytes)))
        (loop $entries
          (if (i32.lt_u (local.get $entry) (local.get $entriesEnd)) (then
            (local.set $value (v128.load64_splat
              (i32.add (local.get $values) (i32.shl (local.get $entry) (i32.const 3)))))
            (local.set $from (i32.add (local.get $dense) (i32.mul (local.get $rowBytes)
              (i32.load (i32.add (local.get $columns) (i32.shl (local.get $entry) (i32.const 2)))))))
            (local.set $to (local.get $out))
            (loop $along
              (if (i32.lt_u (local.get $to) (local.get $toEnd)) (then
                (v128.store (local.get $to) (f64x2.add
                  (v128.load (local.get $to))
                  (f64x2.mul (local.get $value) (v128.load (local.get $from)))))
                (v128.store offset=16 (local.get $to) (f64x2.add
                  (v128.load offset=16 (local.get $to))
                  (f64x2.mul (local.get $value) (v128.load offset=16 (local.get $from)))))
                (local.set $to (i32.add (local.get $to) (i32.const 32)))
                (local.set $from (i32.add (local.get $from) (i32.const 32)))
                (br $along))))
            (local.set $entry (i32.add (local.get $entry) (i32.const 1)))
            (br $entries))))
        (local.set $out (local.get $toEnd))
        (local.set $starts (i32.add (local.get $starts) (i32.const 4)))
        (br $row)))))

  ;; out[i] = codes[i] · target: rows of 8 bits times one of 16 bits, four rows at a time. Sums have 32 bits; callers ensure that
  ;; none overflows. $rowBytes, of a row of codes, is a multiple of 16.
  (func (export "codeProducts")
    (param $codes i32) (param $rows i32) ;; a multiple of 4
    (param $rowBytes i32)
    (param $target i32) (param $out i32)
    (local $outEnd i32) (local $rowEnd i32) (local $two i32) (local $three i32) (local $t i32)
    (local $low v128) (local $high v128) (local $row v128)
    (local $s0 v128) (local $s1 v128) (local $s2 v128) (local $s3 v128)
    (local.set $two (i32.shl (local.get $rowBytes) (i32.const 1)))
    (local.set $three (i32.add (local.get $two) (local.get $rowBytes)))
    (local.set $outEnd (i32.add (local.get $out) (i32.shl (local.get $rows) (i32.const 2))))
    (loop $four
      (if (i32.lt_u (local.get $out) (local.get $outEnd)) (then
        (local.set $s0 (v128.const i32x4 0 0 0 0)) (local.set $s1 (v128.const i32x4 0 0 0 0))
        (local.set $s2 (v128.const i32x4 0 0 0 0)) (local.set $s3 (v128.const i32x4 0 0 0 0))
        (local.set $t (local.get $target))
        (local.set $rowEnd (i32.add (local.get $codes) (local.get $rowBytes)))
        (loop $along
          (if (i32.lt_u (local.get $codes) (local.get $rowEnd)) (then
            (local.set $low (v128.load (local.get $t)))
            (local.set $high (v128.load offset=16 (local.get $t)))
            (local.set $row (v128.load (local.get $codes)))
            (local.set $s0 (call $addCodes (local.get $s0) (local.get $row) (local.get $low) (local.get $high)))
            (local.set $row (v128.load (i32.add (local.get $codes) (local.get $rowBytes))))
            (local.set $s1 (call $addCodes (local.get $s1) (local.get $row) (local.get $low) (local.get $high)))
            (local.set $row (v128.load (i32.add (local.get $codes) (local.get $two))))
            (local.set $s2 (call $addCodes (local.get $s2) (local.get $row) (local.get $low) (local.get $high)))
            (local.set $row (v128.load (i32.add (local.get $codes) (local.get $three))))
            (local.set $s3 (call $addCodes (local.get $s3) (local.get $row) (local.get $low) (local.get $high)))
            (local.set $t (i32.add (local.get $t) (i32.const 32)))
            (local.set $codes (i32.add (local.get $codes) (i32.const 16)))
            (br $along))))
        (v128.store (local.get $out)
          (call $wholeLanes (local.get $s0) (local.get $s1) (local.get $s2) (local.get $s3)))
        (local.set $codes (i32.add (local.get $codes) (local.get $three)))
        (local.set $out (i32.add (local.get $out) (i32.const 16)))
        (br $four)))))

  (func $addCodes (param $sum v128) (param $codes v128) (param $low v128) (param $high v128) (result v128)
    (i32x4.add (local.get $sum) (i32x4.add
      (i32x4.dot_i16x8_s (i16x8.extend_low_i8x16_s (local.get $codes)) (local.get $low))
      (i32x4.dot_i16x8_s (i16x8.extend_high_i8x16_s (local.get $codes)) (local.get $high)))))

  ;; Sums of the lanes of four vectors of whole numbers, side by side.
  (func $wholeLanes (param $s0 v128) (param $s1 v128) (param $s2 v128) (param $s3 v128) (result v128)
    (local $s01 v128) (local $s23 v128)
    (local.set $s01 (i32x4.add
      (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $s0) (local.get $s1))
      (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $s0) (local.get $s1))))
    (local.set $s23 (i32x4.add
      (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $s2) (local.get $s3))
      (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $s2) (local.get $s3))))
    (i32x4.add
      (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $s01) (local.get $s23))
      (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $s01) (local.get $s23))))

  ;; Sums of the lanes of four vectors, side by side.
  (func $lanes (param $s0 v128) (param $s1 v128) (param $s2 v128) (param $s3 v128) (result v128)
    (local $s01 v128) (local $s23 v128)
    (local.set $s01 (f32x4.add
      (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $s0) (local.get $s1))
      (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $s0) (local.get $s1))))
    (local.set $s23 (f32x4.add
      (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $s2) (local.get $s3))
      (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $s2) (local.get $s3))))
    (f32x4.add
      (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $s01) (local.get $s23))
      (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $s01) (local.get $s23))))

  (func $lanes64 (param $s0 v128) (param $s1 v128) (result v128)
    (f64x2.add
      (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $s0) (local.get $s1))
      (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $s0) (local.get $s1)))))
