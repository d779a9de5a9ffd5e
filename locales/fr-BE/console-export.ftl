### La console : une copie de ses propres données.

console-export-title = Mes données
console-export-what = Une copie de tout ce que l’on sait de vous ici, dans un fichier zip.
console-export-see = Demander ou prendre la copie
console-export-ask = Faire une copie
console-export-preparing = La copie est en cours (demandée le { $since }). Vous pouvez quitter cette page : un e-mail vous prévient quand elle est prête.
console-export-ready = La copie est prête. Vous pouvez la prendre jusqu’au { $until }.
console-export-fetch = Prendre la copie
console-export-ask-anew = Faire une nouvelle copie
console-done-export-asked = La copie est demandée.
