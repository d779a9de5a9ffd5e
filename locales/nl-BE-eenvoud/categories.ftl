### De soorten hulp in eenvoudige woorden.

category-groceries = Naar de winkel
category-meals = Warm eten
category-transport = Meerijden
category-company = Samen zijn
category-walk = Samen wandelen
category-phoneCall = Bellen
category-chores = Werkjes in huis
category-gardening = Werk in de tuin
category-digital = Hulp met telefoon of computer
category-paperwork = Hulp met papieren
category-pets = Zorgen voor een dier
category-childMinding = Op kinderen letten
category-homework = Hulp met huiswerk
category-translation = Vertalen
category-other = Iets anders
category-personal = Hulp bij wassen of aankleden
