### De console: de verdeling van alle open vragen.

console-batch-title = De verdeling
console-batch-what = Voor alle open vragen van je buurten samen: wie past het best waarbij? Er wordt niets voorgesteld tot jij dat doet.
console-batch-make = Zoek voor alle open vragen
console-batch-preparing = Er wordt gezocht. Je mag hier weggaan en later terugkomen.
console-batch-look-again = Kijk of het klaar is
console-batch-made = Gemaakt op { $at }. Na een dag is dit weg.
console-batch-make-anew = Zoek opnieuw
console-batch-none = Er is nu niemand voor te stellen.
console-done-batch-make = Er wordt gezocht.
console-batch-see = Verdeel alle open vragen
