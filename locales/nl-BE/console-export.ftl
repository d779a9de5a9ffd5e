### De console: een kopie van de eigen gegevens.

console-export-title = Mijn gegevens
console-export-what = Een kopie van alles wat hier over jou bekend is, als een zip-bestand.
console-export-see = Vraag of haal de kopie
console-export-ask = Maak een kopie
console-export-preparing = De kopie wordt gemaakt (gevraagd op { $since }). Je mag hier weggaan: je krijgt een mail als ze klaar is.
console-export-ready = De kopie is klaar. Je kunt ze halen tot { $until }.
console-export-fetch = Haal de kopie
console-export-ask-anew = Maak een nieuwe kopie
console-done-export-asked = De kopie is gevraagd.
