### De soorten hulp, zoals een bewoner ze leest.

category-groceries = Boodschappen
category-meals = Een warme maaltijd
category-transport = Vervoer
category-company = Gezelschap
category-walk = Samen wandelen
category-phoneCall = Een telefoontje
category-chores = Klusjes in huis
category-gardening = De tuin
category-digital = Telefoon en computer
category-paperwork = Papieren en brieven
category-pets = Zorgen voor dieren
category-childMinding = Op kinderen passen
category-homework = Hulp bij huiswerk
category-translation = Vertalen
category-other = Iets anders
category-personal = Lichte persoonlijke hulp
