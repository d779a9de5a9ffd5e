### The kinds of help, as a resident reads them.

category-groceries = Groceries
category-meals = A warm meal
category-transport = A lift
category-company = Company
category-walk = A walk together
category-phoneCall = A phone call
category-chores = Small jobs at home
category-gardening = The garden
category-digital = Phone and computer
category-paperwork = Papers and letters
category-pets = Looking after pets
category-childMinding = Minding children
category-homework = Help with homework
category-translation = Translating
category-other = Something else
category-personal = Light personal help
