;; Dot products of all pairs of rows of two matrices, two rows against four at a time: eight sums of four lanes each
;; stay in registers, and every value that is loaded is used two or four times. Lane l of a sum holds the products at
;; l, l + 4, l + 8, …; the lanes are added as (0 + 2) + (1 + 3). products.ts says the same in scalars.
(module
  (memory (export "memory") 1)

  ;; out[i, j] = a[i] · b[j]. Addresses and strides are in bytes; $rowBytes is a multiple of 16.
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

  ;; Four sums of lanes, side by side.
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
      (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $s01) (local.get $s23)))))
