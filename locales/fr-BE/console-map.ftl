### La console : la carte.

console-map-title = La carte de vos quartiers
console-map-what = Les mêmes chiffres figurent dans le tableau. Plus les hachures sont serrées, plus il y en a.
console-map-shows = Ce que montre la carte
console-map-asked = Demandes
console-map-open = Cherche une aide
console-map-waiting = Attend un regard
console-map-offers = Propose son aide
console-map-caption = Combien il y en a, par quartier
console-map-cells-caption = Combien il y en a, par partie du quartier
console-map-neighbourhood = Quartier
console-map-part = Partie
console-map-cell = partie { $number }
console-map-back = Retour à tous les quartiers
console-map-requests = Demandes
console-map-nothing = Rien.
console-map-cut = Il y en a plus que ce qui est affiché. Choisissez une partie du quartier.
